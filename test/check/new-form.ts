import type { Scratch } from "./scratch.ts";

/** A form that no machine invokes yet. */
export function writeForm(copy: Scratch): void {
  const text = copy.read("machines/switching.ts");
  copy.write(
    "machines/choosing.ts",
    text
      .replace("export const switching =", "export const choosing =")
      .replace('id: "switching"', 'id: "choosing"'),
  );
}

/** Its entry at home, and the row in each language. */
export function invokeForm(copy: Scratch): void {
  const root = "machines/root.ts";
  copy.replace(
    root,
    "import { incoming }",
    'import { choosing } from "./choosing.ts";\nimport { incoming }',
  );
  copy.replace(root, "    switching,\n    upgrade,", "    switching,\n    choosing,\n    upgrade,");
  copy.replace(
    root,
    '    { row: "refresh" as const },',
    '    { row: "refresh" as const },\n    { row: "choosing" as const },',
  );
  copy.replace(
    root,
    '            "choice.account": "accounts",',
    '            "choice.account": "accounts",\n            "choice.choosing": "choosing",',
  );
  copy.replace(
    root,
    "        accounts: {",
    `        choosing: {
      description: "Another form.",
      invoke: {
        src: "choosing",
        id: "choosing",
        input: ({ context }) => ({
          accounts: ownIn(context),
          accountID: accountIn(context).accountID,
        }),
        onDone: { target: "home", actions: "switchAccount" },
      },
    },
    accounts: {`,
  );
  const titles = { en: "Choose", sn: "Sarudzai", nd: "Khethani" };
  for (const [code, title] of Object.entries(titles)) {
    const file = `machines/copy/${code}.ts`;
    copy.replace(
      file,
      "      refresh: {",
      `      choosing: { title: "${title}", description: "${title} …" },\n      refresh: {`,
    );
  }
}
