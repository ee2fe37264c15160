import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { createEditApi } from "../../scripts/dev/edit/edit-api.ts";
import { createEditor, type Editor } from "../../scripts/dev/edit/editor.ts";
import { openEditions } from "../../scripts/dev/editions.ts";
import type { DelayEdit, Edit, WordingEdit } from "../../src/playground/edit-protocol.ts";
import { inEach } from "./questions.ts";

let machines: string;
let editor: Editor;
beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), "editor-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  machines = join(folder, "machines");
  cpSync(new URL("../../machines", import.meta.url), machines, { recursive: true });
  const editions = await openEditions({ machines, home: join(folder, "served") });
  editor = createEditor({ folder: machines, tryOut: editions.tryOut });
});

const read = (name: string) => readFileSync(join(machines, name), "utf8");
const write = (name: string, from: string, to: string) => {
  const text = read(name);
  expect(text).toContain(from);
  writeFileSync(join(machines, name), text.replace(from, to));
};

const wording: WordingEdit = {
  kind: "wording",
  locale: "en",
  key: "upgrade.done",
  part: "text",
  was: "",
  text: "You are a Hustler member from now on.",
};
const limit: DelayEdit = {
  kind: "delay",
  machine: "upgrade",
  delay: "replyTimeout",
  was: 4,
  minutes: 3,
};

/** The wording as the page shows it. */
const shown = (): WordingEdit => {
  const [, was = ""] = /"upgrade.done":\s+"(.*)",\n/.exec(read("copy/en.ts")) ?? [];
  return { ...wording, was };
};

test("a preview says what an edit does and saves nothing; a save can be undone and redone to the byte", async () => {
  const before = read("upgrade.ts");
  const { words, problems } = await editor.preview([limit]);
  expect(words[0]).toContain("waits 3 minutes");
  expect(problems).toEqual([]);
  expect(read("upgrade.ts")).toBe(before);
  expect(editor.history()).toEqual({});

  await editor.save([limit]);
  const after = read("upgrade.ts");
  expect(after).toBe(before.replace("minutes(4)", "minutes(3)"));
  expect(editor.history()).toEqual({ undo: words[0] });
  await editor.undo();
  expect(read("upgrade.ts")).toBe(before);
  expect(editor.history()).toEqual({ redo: words[0] });
  await editor.redo();
  expect(read("upgrade.ts")).toBe(after);
  await expect(editor.redo()).rejects.toThrow("There is nothing to redo.");
});

test("an edit with a problem is not saved, and the problem has its place", async () => {
  const before = read("upgrade.ts");
  const long: Edit = { ...limit, minutes: 6 };
  const { problems } = await editor.save([long]);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems[0]?.file).toBe("machines/upgrade.ts");
  expect(read("upgrade.ts")).toBe(before);
  expect(editor.history()).toEqual({});
});

test("a problem that is there already does not prevent another edit", async () => {
  write("offer.ts", 'back: "#offer.cancelled"', 'back: "#offer.canceled"');
  const { problems } = await editor.save([limit]);
  expect(problems).toEqual([]);
  expect(read("upgrade.ts")).toContain("minutes(3)");
});

test("what was changed on disk meanwhile stays; an edit of the same place is refused", async () => {
  const edit = shown();
  write("copy/en.ts", "And your last name", "And your family name");
  await editor.save([edit]);
  expect(read("copy/en.ts")).toContain("And your family name");
  expect(read("copy/en.ts")).toContain("Hustler member from now on.");

  write("copy/en.ts", "Hustler member from now on.", "Hustler member now.");
  await expect(editor.save([{ ...edit, text: "Done." }])).rejects.toThrow("was changed meanwhile");
  expect(read("copy/en.ts")).toContain("Hustler member now.");
});

test("an undo keeps what was changed elsewhere in the file, and is refused at the same place", async () => {
  const edit = shown();
  await editor.save([edit]);
  write("copy/en.ts", "And your last name", "And your family name");
  await editor.undo();
  expect(read("copy/en.ts")).toContain("And your family name");
  expect(read("copy/en.ts")).not.toContain("member from now on.");
  await editor.redo();
  expect(read("copy/en.ts")).toContain("member from now on.");

  write("copy/en.ts", "member from now on.", "member, from now on.");
  await expect(editor.undo()).rejects.toThrow("copy/en.ts was changed at the same place");
  expect(read("copy/en.ts")).toContain("member, from now on.");
});

test("several edits are one save, and one undo", async () => {
  const before = [read("upgrade.ts"), read("copy/en.ts")];
  await editor.save([limit, shown()]);
  await editor.undo();
  expect([read("upgrade.ts"), read("copy/en.ts")]).toEqual(before);
});

test("a duplicated form is a file that the check passes, and that an undo removes", async () => {
  const files = () => readdirSync(machines, { recursive: true }).sort();
  const texts = () => ["root.ts", "copy/en.ts", "copy/sn.ts", "copy/nd.ts"].map(read);
  const before = [files(), texts()];
  const titles = inEach("Pay quickly");
  const edit: Edit = { kind: "duplicate form", machine: "ledger", name: "quickPay", titles };
  const { problems } = await editor.save([edit]);
  expect(problems).toEqual([]);
  const after = read("quick-pay.ts");
  expect(after).toContain('id: "quickPay"');
  await expect(editor.save([edit])).rejects.toThrow("There is a file quick-pay.ts already.");
  await editor.undo();
  expect([files(), texts()]).toEqual(before);
  await editor.redo();
  expect(read("quick-pay.ts")).toBe(after);

  write("quick-pay.ts", 'id: "quickPay"', 'id: "quickPays"');
  await expect(editor.undo()).rejects.toThrow("quick-pay.ts was changed at the same place");
  expect(read("quick-pay.ts")).toContain("quickPays");
});

test("a file that is not formatted gets the edit alone", async () => {
  write(
    "upgrade.ts",
    "delays: { replyTimeout: minutes(4) },",
    "delays:   { replyTimeout: minutes(4) },",
  );
  await editor.save([limit]);
  expect(read("upgrade.ts")).toContain("delays:   { replyTimeout: minutes(3) },");
});

test("the API answers with a preview, a sentence of refusal, or what is wrong with the request", async () => {
  let saves = 0;
  const api = createEditApi(editor, async () => {
    saves++;
  });
  const post = async (path: string, body: unknown) => {
    const response = await api.request(path, { method: "POST", body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
  expect(await post("/preview", { edits: [limit] })).toMatchObject({ status: 200 });
  expect(saves).toBe(0);
  expect(await post("/", { edits: [{ ...limit, was: 7 }] })).toEqual({
    status: 409,
    body: { error: "“replyTimeout” was changed meanwhile. It is now 4 minutes." },
  });
  expect(await post("/", { edits: [] })).toEqual({
    status: 400,
    body: { error: "edits: needs an edit" },
  });
  expect(await post("/", { edits: [limit] })).toMatchObject({ status: 200 });
  expect(await post("/undo", {})).toMatchObject({ status: 200, body: { problems: [] } });
  expect(await post("/undo", {})).toMatchObject({ status: 409 });
  expect(saves).toBe(4);
});

test("a save is answered once it is served", async () => {
  const steps: string[] = [];
  const api = createEditApi(editor, async () => {
    await sleep(50);
    steps.push("served");
  });
  const body = JSON.stringify({ edits: [limit] });
  const { status } = await api.request("/", { method: "POST", body });
  steps.push(`answered ${status}`);
  expect(steps).toEqual(["served", "answered 200"]);
});
