import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { madeExpressionsIn, slowExpressionsIn } from "./support/expressions.ts";

/**
 * Expressions that backtrack, on texts that nobody outside can make long: settings of whoever runs the
 * server, what was cut before, files of the project.
 */
const ON_SHORT_TEXTS: { file: string; source: string }[] = [
  { file: "scripts/chaos/sentences.ts", source: "/,| .*$/g" },
  {
    file: "scripts/dev/edit/splice.ts",
    source: String.raw`/^\s*,?(?:[^\S\n]*\n(?=[^\S\n]*\n)|\s*)/`,
  },
  {
    file: "src/check/rules/languages.ts",
    source: String.raw`/\{[^{}]*\}|\w+, (?:select|plural),.*/g`,
  },
  { file: "src/config.ts", source: "/\\/+$/" },
  { file: "src/credex/operations/contract.ts", source: "/0+$/" },
  { file: "src/fakes/credex-core/rules.ts", source: "/^_+|_+$/g" },
  { file: "src/playground/chart/icu-preview.ts", source: "/‹[^›]*›/g" },
  { file: "src/playground/chart/text-metrics.ts", source: "/[\\s…]+$/" },
  { file: "src/playground/client/replay.ts", source: "/=+$/" },
];

const files = ["src", "machines", "scripts"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes("node_modules"))
    .map((name) => join(folder, name)),
);
type Expression = (typeof ON_SHORT_TEXTS)[number];
const isSame = (one: Expression, other: Expression) =>
  one.file === other.file && one.source === other.source;
const isExcused = (expression: Expression) => ON_SHORT_TEXTS.some((one) => isSame(one, expression));
const shown = ({ file, line, source }: { file: string; line: number; source: string }) =>
  `${file}:${line}  ${source}`;

test("every regular expression takes linear time", () => {
  const slow = files.flatMap((file) => slowExpressionsIn(file));
  expect(files.length).toBeGreaterThan(200);
  expect(slow.filter((one) => !isExcused(one)).map(shown)).toEqual([]);
  // Whatever was made linear since is excused no longer.
  expect(ON_SHORT_TEXTS.filter((one) => !slow.some((found) => isSame(found, one)))).toEqual([]);
});

test("no regular expression is put together at run time, where nothing can look at it", () => {
  const made = files.flatMap((file) => madeExpressionsIn(file));
  // Of a wording of ours, in a script that reads its own log.
  const others = made.filter(({ file }) => file !== "scripts/chaos/sentences.ts");
  expect(others.map(shown)).toEqual([]);
});

describe("a planted expression is found", () => {
  test.each([
    String.raw`/\s+$/`,
    String.raw`/[^\p{L}\p{N}]+$/u`,
    "/^(a+)+$/",
    String.raw`/=+\s?>/`,
    "/(?:a|b|ab)*c/",
  ])("%s", (source) => {
    const code = `const a = 1;\nexport const slow = ${source};`;
    expect(slowExpressionsIn("planted.ts", code)).toMatchObject([{ line: 2, source }]);
  });

  test.each([
    String.raw`/^\s+/`,
    String.raw`/(?<!=)=+\s?>/`,
    String.raw`/[\p{Cc}\p{Cf}]/gu`,
    String.raw`/^\s*(\d{1,2})[.)]?\s*$/`,
  ])("%s is linear", (source) => {
    expect(slowExpressionsIn("planted.ts", `export const fine = ${source};`)).toEqual([]);
  });

  test.each(["new RegExp(name);", 'RegExp("a+");'])("%s, which is made at run time", (code) => {
    expect(madeExpressionsIn("a.ts", code)).toMatchObject([{ line: 1 }]);
  });
});
