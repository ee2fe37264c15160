import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { applyEdits } from "../../scripts/dev/edit/apply-edits.ts";
import type { Edit } from "../../src/playground/edit-protocol.ts";
import { answers, inEach, question } from "./questions.ts";
import { shipped } from "./shipped.ts";

const project = new URL("../../", import.meta.url).pathname;

test("machines and copy with an edit of each kind pass the types", () => {
  const folder = mkdtempSync(join(tmpdir(), "typed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["src", "machines", "scripts", "tsconfig.json", "package.json"])
    cpSync(join(project, name), join(folder, name), { recursive: true });
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  const { files } = applyEdits(shipped, [
    { kind: "rename", state: "offer:filling.recipient", name: "payee" },
    { kind: "rename", state: "root:ready.home", name: "menu" },
    { kind: "delay", machine: "offer", delay: "replyTimeout", was: 4, minutes: 2.5 },
    {
      kind: "target",
      edge: "language:choosing.unreachable#back#0",
      was: "language:choosing.picking",
      target: "language:cancelled",
    },
    {
      kind: "description",
      state: "language:kept",
      was: "The new language is kept.",
      text: 'The "new" language is kept.',
    },
    {
      kind: "wording",
      locale: "en",
      key: "welcome.ask",
      part: "button register",
      was: "Open an account",
      text: 'Join "now"',
    },
    { kind: "remove choice", key: "upgrade.confirm.ask", choice: "back" },
    { kind: "rename choice", key: "offer.due.ask", choice: "weeks", name: "ahead" },
    { kind: "tags", state: "offer:filling.due", was: [], tags: ["text", "money"] },
    {
      kind: "add choice",
      key: "language.kept",
      choice: "thanks",
      titles: inEach("Thanks"),
      ways: [],
    },
    {
      kind: "add way",
      state: "language:choosing.picking",
      event: "offers",
      target: "language:cancelled",
    },
    ...Object.entries(answers).map(
      ([name, answer], at, all): Edit => ({
        ...question(`${name}Asked`, answer),
        after: "offer:filling.payee",
        // Each is asked before the one that was added last.
        before: `offer:filling.${at === 0 ? "searching" : `${all[at - 1]?.[0]}Asked`}`,
        ways: ["offer:filling.payee#text#1"],
      }),
    ),
    { kind: "give value", machine: "offer", key: "offer.cancelled", field: "dateAsked" },
    { kind: "promise", machine: "offer", was: 4, messages: 5 },
  ]);
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(folder, "machines", name), text);
  const { status, stdout } = spawnSync("node_modules/.bin/tsc", { cwd: folder, encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});
