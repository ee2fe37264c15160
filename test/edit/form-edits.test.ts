import { describe, expect, test } from "vitest";
import { applyEdits } from "../../scripts/dev/edit/apply-edits.ts";
import { readMachineFile } from "../../scripts/dev/edit/machine-file.ts";
import { typedMachines } from "../../scripts/dev/edit/typed-machines.ts";
import type { DuplicateFormEdit } from "../../src/playground/edit-protocol.ts";
import { changesOf, refusalOf } from "./changes.ts";
import { inEach } from "./questions.ts";
import { shipped } from "./shipped.ts";

const duplicate = (machine: string, name = "quickPay"): DuplicateFormEdit => ({
  kind: "duplicate form",
  machine,
  name,
  titles: inEach("Pay quickly"),
});

describe("a form is duplicated", () => {
  test("with a file and wordings of its own, and its row after the original's", () => {
    const { words, lines } = changesOf([duplicate("incoming")]);
    expect(words).toEqual([
      "Duplicates “incoming” as “quickPay” in quick-pay.ts, with 3 wordings of its own in 3 languages.",
      "“ready.home” offers it as “Pay quickly” after “incoming”.",
    ]);
    for (const { name, removed } of lines) expect([name, removed]).toEqual([name, []]);
    const added = Object.fromEntries(lines.map((one) => [one.name, one.added]));
    expect(added["root.ts"]).toEqual([
      'import { quickPay } from "./quick-pay.ts";',
      '...(pendingIn.length > 0 ? [{ row: "quickPay" as const, pendingIn: pendingIn.length }] : []),',
      "quickPay,",
      '"choice.quickPay": "quickPay",',
      "quickPay: {",
      'src: "quickPay",',
      'id: "quickPay",',
    ]);
    expect(added["copy/nd.ts"]).toEqual([
      'quickPay: { title: "Paynd quicklynd", description: "Paynd quicklynd" },',
      '"quickPay.pick.ask": {',
      '"quickPay.see.ask": {',
      '"quickPay.all.ask": {',
    ]);
  });

  test("whose machine differs from the original in its names only", () => {
    const { files } = applyEdits(shipped, [duplicate("incoming")]);
    const text = String(files["quick-pay.ts"]);
    expect(text.replaceAll("quickPay", "incoming")).toBe(shipped["incoming.ts"]);
    const copy = readMachineFile("quick-pay.ts", text);
    const original = readMachineFile("incoming.ts", String(shipped["incoming.ts"]));
    expect(copy?.machine.id).toBe("quickPay");
    expect(copy?.states.map(({ path }) => path)).toEqual(original?.states.map(({ path }) => path));
  });

  test.each(["offer", "switching", "upgrade", "ledger", "outgoing", "language", "registration"])(
    "without errors of the types: %s",
    (machine) => {
      const { files } = applyEdits(shipped, [duplicate(machine)]);
      expect(typedMachines().errorsIn({ ...shipped, ...files })).toEqual([]);
    },
  );

  test("twice, under different names", () => {
    const { files } = applyEdits(shipped, [duplicate("ledger"), duplicate("ledger", "past")]);
    expect(Object.keys(files)).toEqual(expect.arrayContaining(["quick-pay.ts", "past.ts"]));
    expect(typedMachines().errorsIn({ ...shipped, ...files })).toEqual([]);
  });

  test.each([
    [duplicate("moneyCall"), "“moneyCall” has no row at home"],
    [duplicate("ledger", "Ledger"), "begins with a small letter"],
    [duplicate("ledger", "offer"), "There is a file offer.ts already"],
    [duplicate("ledger", "greeting"), "root has a state “greeting” already"],
    [duplicate("ledger", "late"), "There is a file late.ts already"],
    [{ ...duplicate("ledger"), titles: { en: "Past" } }, "needs a title in nd, sn as well"],
  ])("unless it cannot be: %o", (edit, sentence) => {
    expect(refusalOf(edit)).toContain(sentence);
  });
});
