import { describe, expect, test } from "vitest";
import { applyEdits } from "../../scripts/dev/edit/apply-edits.ts";
import { typedMachines } from "../../scripts/dev/edit/typed-machines.ts";
import { changesOf, edited, refusalOf } from "./changes.ts";
import { shipped } from "./shipped.ts";

const rename = (field: string, name: string, machine = "offer") =>
  ({ kind: "rename field", machine, field, name }) as const;

describe("a field of the context", () => {
  test("is renamed in the type, the first context, actions, guards, wordings and calls", () => {
    const { words, lines } = changesOf([rename("dueDate", "dueOn")]);
    expect(words).toEqual([
      "Renames “dueDate” of “offer” to “dueOn”, in 12 places.",
      "A member who is in “offer” may have to begin again.",
    ]);
    expect(lines.map(({ name }) => name)).toEqual(["offer.ts"]);
    expect(lines[0]?.added).toEqual([
      "dueOn: string;",
      'due: form.dueOn ? { day: form.dueOn } : "none",',
      "form.dueOn",
      '"offer.due.range": ({ dueOn: dueDate, today }) => dueOutOfRange(dueDate, today),',
      'makeSecured: assign({ isUnsecured: false, dueOn: "" }),',
      'makeUnsecured: assign({ isUnsecured: true, dueOn: "", today: ({ event }) => todayOf(event) }),',
      "dueOn: ({ event }) =>",
      'forgetDueDate: assign({ dueOn: "" }),',
      "isInRange: ({ context }) => dueFault(context.dueOn, context.today) === undefined,",
      'dueOn: "",',
      "input: ({ context: { account, recipient, amount, dueOn: dueDate } }) => ({",
    ]);
  });

  test("has no errors of the types afterwards, and they are found where there are some", () => {
    const { files } = applyEdits(shipped, [rename("quick", "command", "root")]);
    expect(typedMachines().errorsIn({ ...shipped, ...files })).toEqual([]);
    const broken = String(files["root.ts"]).replace("context.command !==", "context.quick !==");
    expect(typedMachines().errorsIn({ ...shipped, "root.ts": broken })).toEqual([
      expect.stringContaining("root.ts: Property 'quick' does not exist"),
    ]);
  });

  test.each(["amount", "isUnsecured"])(
    "that helpers of the form take and give is renamed there as well: %s",
    (field) => {
      const { files, words } = applyEdits(shipped, [rename(field, "kept")]);
      expect(typedMachines().errorsIn({ ...shipped, ...files })).toEqual([]);
      expect(new Set(Object.keys(files))).toEqual(new Set(["offer.ts", "quick-command.ts"]));
      expect(words[0]).toContain("also in quick-command.ts");
      const helper = String(files["quick-command.ts"]);
      expect(helper).toMatch(/\n {4}kept: /);
      expect(helper).toContain(`kept: ${field}`);
      // What a quick command has of the same name is something else.
      expect(helper).toContain("quick?.amount");
      expect(files["offer.ts"]).toContain("context.kept");
    },
  );

  test("gets its name back, to the byte", () => {
    const once = edited(rename("page", "sheet", "incoming"))("incoming.ts");
    // A property in short form is written out, as its value keeps its name.
    expect(once).toContain("sheet: page");
    const { files } = applyEdits({ ...shipped, "incoming.ts": once }, [
      rename("sheet", "page", "incoming"),
    ]);
    const twice = Object.values(files)[0];
    expect(twice?.replaceAll("page: page", "page")).toBe(shipped["incoming.ts"]);
  });

  test.each([
    [rename("sum", "total"), "declares no field “sum” in offer.ts"],
    [rename("amount", "Total"), "begins with a small letter"],
    [rename("amount", "handle"), "“offer” keeps a “handle” already"],
    [rename("account", "own", "incoming"), "a part of something else as well (see incoming.ts)"],
    [rename("quick", "command"), "a part of something else as well (see offer.ts)"],
  ])("is not renamed: %o", (edit, sentence) => {
    expect(refusalOf(edit)).toContain(sentence);
  });
});

describe("an event", () => {
  const event = (state: string, name: string) =>
    ({ kind: "rename event", state, event: name, name: "later" }) as const;

  test("of a button is renamed where it is handled, and in every language", () => {
    const { words, lines } = changesOf([event("upgrade:confirm", "choice.back")]);
    expect(words[0]).toMatch(/^Renames the choice “back” to “later” in “upgrade.confirm.ask”/);
    expect(lines.map(({ name }) => name)).toEqual([
      "upgrade.ts",
      "copy/en.ts",
      "copy/nd.ts",
      "copy/sn.ts",
    ]);
    expect(lines[0]?.added).toEqual(['"choice.later": "cancelled",']);
    expect(lines[2]?.added.join()).toContain("later:");
  });

  test("of a row that code chooses is renamed there as well", () => {
    const { lines } = changesOf([event("root:ready.home", "choice.refresh")]);
    expect(lines.find(({ name }) => name === "root.ts")?.added).toEqual([
      '{ row: "later" as const },',
      '"choice.later": "refreshing",',
    ]);
  });

  test("that a state around the question handles is renamed", () => {
    const { lines } = changesOf([event("registration:filling", "choice.cancel")]);
    expect(lines[0]?.added.join()).toContain('"choice.later"');
  });

  test.each([
    [event("offer:filling.amount", "text"), "the server sends it"],
    [
      event("offer:filling.amount", "choice.confirm"),
      "does not react to “choice.confirm” any more",
    ],
    [event("offer:filling.somewhere", "back"), "has no state “filling.somewhere” any more"],
  ])("is not renamed: %o", (edit, sentence) => {
    expect(refusalOf(edit)).toContain(sentence);
  });
});
