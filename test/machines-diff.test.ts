import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyEdits } from "../scripts/dev/edit/apply-edits.ts";
import type { Edit } from "../src/playground/edit-protocol.ts";
import { question } from "./edit/questions.ts";
import { shipped } from "./edit/shipped.ts";

/** `npm run machines:diff` in a repository of its own, whose machines were edited since its only commit. */
const project = new URL("..", import.meta.url).pathname;
/** A walk takes seconds where nothing else runs, and more beside other tests. */
const SLOW_MS = 900_000;
let folder: string;

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  return { status, stdout, stderr };
}

const diff = (...args: string[]) =>
  run(process.execPath, "--max-semi-space-size=64", "--import", "tsx", "scripts/diff.ts", ...args);
const page = () => readFileSync(join(folder, "dist/machines-diff.html"), "utf8");

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "machines-diff-"));
  for (const name of ["src", "machines", "scripts", "package.json", "tsconfig.json"])
    cpSync(join(project, name), join(folder, name), { recursive: true });
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  for (const args of [
    ["init", "--quiet"],
    ["add", "machines"],
    ["-c", "user.name=Tester", "-c", "user.email=", "commit", "--quiet", "--message", "before"],
  ])
    expect(run("git", ...args)).toMatchObject({ status: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function edit(...edits: Edit[]): void {
  for (const [name, text] of Object.entries(shipped))
    writeFileSync(join(folder, "machines", name), text);
  for (const [name, text] of Object.entries(applyEdits(shipped, edits).files))
    writeFileSync(join(folder, "machines", name), text);
}

test(
  "what was added, changed and removed is said per machine, and coloured in the charts side by side",
  () => {
    edit(
      question("purpose"),
      { kind: "promise", machine: "offer", was: 4, messages: 5 },
      { kind: "tags", state: "offer:filling.due", was: [], tags: ["text"] },
      { kind: "remove choice", key: "upgrade.confirm.ask", choice: "back" },
      {
        kind: "target",
        edge: "language:choosing.unreachable#back#0",
        was: "language:choosing.picking",
        target: "language:cancelled",
      },
    );
    const { status, stdout } = diff("HEAD");
    expect(status).toBe(0);
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining([
        "offer: A member needs 5 messages at most, instead of 4.",
        "offer: Adds “filling.purpose”: Asks what the offer is for.",
        "offer: Tags “filling.due” “text”.",
        "offer: “filling.recipient”, writes something, if handle: enters “filling.purpose” instead of “filling.searching”.",
        expect.stringMatching(/^upgrade: “[\w.]*confirm”, “Not now”: removed\.$/),
        "language: “choosing.unreachable”, writes “go back”: enters “cancelled” instead of “choosing.picking”.",
        "offer.purpose.ask in “sn”: new",
        "upgrade.confirm.ask in “en”: reworded",
      ]),
    );
    const figure = (name: string) => page().split(`data-chart="${name}"`)[1]?.split("</figure>")[0];
    expect(figure("now offer")).toContain(
      '<g class="box atomic is-added" data-state="offer:filling.purpose">',
    );
    expect(figure("before upgrade")).toMatch(
      /<path class="line event is-removed" data-edge="upgrade:[\w.]*confirm#choice\.back#0"/,
    );
    expect(page().match(/<figure /g)).toHaveLength(6);
    expect(page()).toContain("<ins>What is it for?</ins>");
    const paths =
      page().split('<section id="paths">')[1]?.split('<section id="wordings">')[0] ?? "";
    expect(paths.match(/<h3>\w+<\/h3>/g)).toEqual([
      "<h3>language</h3>",
      "<h3>offer</h3>",
      "<h3>upgrade</h3>",
    ]);
    expect(paths).toContain("offer.purpose.ask");
    // Nothing changed on the way to it.
    expect(paths).not.toContain("registration.");
    expect(page()).not.toMatch(/<script|\b(?:src|href)="(?!#)/);
  },
  SLOW_MS,
);

test(
  "nothing is said where nothing changed",
  () => {
    edit();
    expect(diff("HEAD")).toMatchObject({ status: 0, stdout: "Written: dist/machines-diff.html\n" });
    expect(page()).toContain("Nothing changed.");
    expect(page()).not.toContain('id="paths"');
    const print = ["--import", "tsx", "scripts/machines/print-changed-paths.ts", "HEAD"];
    expect(run(process.execPath, ...print)).toEqual({ status: 0, stdout: "", stderr: "" });
  },
  SLOW_MS,
);

test(
  "a revision that git does not have is reported, and is no option of git",
  () => {
    expect(diff("nowhere")).toMatchObject({ status: 1 });
    expect(diff("--output=/tmp/x").stderr).toContain("git cannot read that revision");
  },
  SLOW_MS,
);
