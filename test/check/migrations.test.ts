import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { editsIn } from "./guide.ts";
import { scratch, WALK_TIMEOUT_MS } from "./scratch.ts";

/** What the check and the types say of migrations; the one of machines/README.md passes both. */

const guide = scratch();
const wrong = scratch();
afterAll(() => {
  guide.remove();
  wrong.remove();
});

test(
  "the migration of the guide passes the check and the types",
  () => {
    const heading = "Carry members into a release with other names";
    for (const { file, from, by } of editsIn(guide.read("machines/README.md"), heading)) {
      if (from === "") guide.write(file, `${by}\n`);
      else guide.replace(file, from, by);
    }
    expect(guide.run("check").stderr).toBe("");
    expect(guide.types().stdout).toBe("");
  },
  WALK_TIMEOUT_MS,
);

describe("a migration with mistakes", () => {
  const file = "machines/migrations/1.ts";
  let problems: string[] = [];
  beforeAll(() => {
    const first = `import type { Migration } from "./migration.ts";

export const migration: Migration = {
  forms: { gift: "present", ledger: "upgrade" },
  states: {
    offer: {
      "filling.payee": "filling.recipent",
      "filling.due": "filling.confirm",
      "filling.sure": "filling.searching",
      "filling.sureToo": "filling.searching",
    },
    refund: { asking: "asked" },
  },
  fields: { offer: { day: "dueDay", handle: "account" } },
  choices: { offer: { send: "confirmed", unsecured: "secured" } },
};
`;
    wrong.write(file, first);
    wrong.write(
      "machines/migrations/2.ts",
      `import type { Migration } from "./migration.ts";

export const migration: Migration = { states: { offer: { "filling.sure": "filling.amount" } } };
`,
    );
    wrong.replace(
      "machines/migrations/migrations.ts",
      "import type",
      'import { migration as first } from "./1.ts";\nimport type',
    );
    wrong.replace("machines/migrations/migrations.ts", "= []", "= [first]");
    problems = wrong
      .run("check")
      .stderr.split("\n")
      .filter((line) => line.startsWith("machines/"));
  });

  test.each([
    ['gift: "present"', "There is no machine “present”."],
    ['ledger: "upgrade"', "There is still a machine “ledger”"],
    [
      '"filling.payee"',
      "There is no state “filling.recipent” of “offer”. Did you mean “filling.recipient”?",
    ],
    ['"filling.due"', "There is still a state “filling.due” of “offer”"],
    [
      '"filling.sureToo"',
      "The state “filling.sureToo” and the state “filling.sure” both become “filling.searching”",
    ],
    ["refund:", "There is no machine “refund”."],
    ["send:", "There is no choice “confirmed” of “offer”."],
    ["unsecured:", "There is still a choice “unsecured” of “offer”"],
  ])("is reported at the line of %s", (at, sentence) => {
    expect(problems.join("\n")).toContain(`${file}:${wrong.lineOf(file, at)}  ${sentence}`);
  });

  test("that is not in the list is reported, and so is a name that is renamed twice", () => {
    expect(problems).toContainEqual(expect.stringContaining("2.ts:1  This migration is not in"));
    expect(problems).toContainEqual(
      expect.stringContaining("2.ts:3  The state “filling.sure” is renamed a second time here"),
    );
    expect(problems).toHaveLength(10);
  });

  test(
    "does not compile where a name is none, or is still in use",
    () => {
      const { stdout } = wrong.types();
      for (const at of [
        ...['gift: "present"', 'ledger: "upgrade"', '"filling.payee"', '"filling.due"'],
        ...['day: "dueDay"'],
      ])
        expect(stdout).toContain(`machines/migrations/1.ts(${wrong.lineOf(file, at)},`);
      expect(stdout.split("\n").filter((line) => line.includes("error"))).toHaveLength(6);
    },
    WALK_TIMEOUT_MS,
  );
});
