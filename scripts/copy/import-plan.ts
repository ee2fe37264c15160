import { parse } from "../../src/check/ast.ts";
import type { Locale } from "../../src/check/flow-model.ts";
import {
  findDifferences,
  findRepeatedTitles,
  findTooLong,
  findUnreadable,
} from "../../src/check/rules/copy.ts";
import { breachesOf } from "../../src/whatsapp/limits.ts";
import { type Row, readSheet } from "./sheet.ts";
import { type Cell, toCopy, type Wordings } from "./wordings.ts";

export type Plan =
  /** The files that change, by language; their text is not formatted yet. */
  | { ok: true; texts: { [code: string]: string }; changed: number }
  | { ok: false; problems: string[] };

/**
 * The changes that a sheet makes to the files: all of them, or none if anything is wrong. The first file is English.
 */
export function planImport(csv: string, files: readonly Wordings[]): Plan {
  const read = readSheet(
    csv,
    files.map(({ code }) => code),
  );
  if (!read.ok) return { ok: false, problems: [read.problem] };
  const { rows } = read;
  const problems = misplaced(rows, files);
  if (problems.length > 0) return { ok: false, problems };
  const found = mistakes(rows, files);
  if (found.length > 0) return { ok: false, problems: found };
  const texts = files.map((file) => [file.code, edit(rows, file)] as const);
  const changed = files.reduce((sum, file) => sum + changesIn(rows, file).length, 0);
  return {
    ok: true,
    changed,
    texts: Object.fromEntries(texts.filter(([, text], index) => text !== files[index]?.text)),
  };
}

/** Rows with an unknown, duplicate or missing key, and unclear marks. */
function misplaced(rows: readonly Row[], [original, ...others]: readonly Wordings[]): string[] {
  const cells = original?.cells ?? [];
  const known = new Set(cells.map(nameOf));
  const lines = new Map(rows.map((row) => [nameOf(row), row.line] as const).reverse());
  const codes = others.map(({ code }) => code);
  return [
    ...rows.flatMap((row) => {
      const { line, key, part } = row;
      const first = lines.get(nameOf(row));
      if (!known.has(nameOf(row))) return [`line ${line}: there is no “${key}” (${part})`];
      if (first !== line) return [`line ${line}: “${key}” (${part}) is on line ${first} too`];
      return mismarked(rows, row, codes);
    }),
    ...cells
      .filter((cell) => !lines.has(nameOf(cell)))
      .map(({ key, part }) => `“${key}” (${part}) is missing`),
  ];
}

function mismarked(rows: readonly Row[], row: Row, codes: readonly string[]): string[] {
  const { line, key, reviewed } = row;
  return [
    ...reviewed
      .filter((code) => !codes.includes(code))
      .map((code) => `line ${line}: “${code}” cannot be reviewed: there are ${codes.join(", ")}`),
    ...codes
      .filter((code) => isReviewed(rows, row, code) !== reviewed.includes(code))
      .map(
        (code) =>
          `line ${line}: “${key}” is marked as reviewed in ${code} on some of its lines only`,
      ),
  ];
}

/** The problems that the check would report for the new wordings, at the rows of the sheet. */
function mistakes(rows: readonly Row[], files: readonly Wordings[]): string[] {
  const [original] = files;
  if (!original) return [];
  const empty = files.flatMap((file) =>
    rows
      .filter((row) => row.texts[file.code] === "" && !isAbsent(rows, row, file))
      .map(({ line, key, part }) => `line ${line}: “${key}” (${part}) is empty in ${file.code}`),
  );
  if (empty.length > 0) return empty;
  const locales = files.map((file) => localeOf(rows, file));
  const found = [
    ...findUnreadable({ locales }),
    ...findTooLong({ locales, breachesOf }),
    ...findRepeatedTitles({ locales }),
    // The values that English has now are the ones that the machines provide, so English must keep them.
    ...locales.flatMap((locale) => {
      const was = toCopy(original.cells);
      const kept = Object.entries(was).filter(([key]) => Object.hasOwn(locale.copy, key));
      const english = { ...locale, code: "en", copy: Object.fromEntries(kept) };
      return findDifferences({ locales: [english, locale] });
    }),
  ];
  return found.map(({ file, line, sentence }) => `line ${line}: ${file}: ${sentence}`);
}

function localeOf(rows: readonly Row[], file: Wordings): Locale {
  const { code } = file;
  const filled = rows.filter((row) => row.texts[code] !== "");
  const places = new Map(
    filled.map(({ key, line }) => [key, { file: code, line }] as const).reverse(),
  );
  for (const { key, line } of changesIn(rows, file)) places.set(key, { file: code, line });
  const cells = filled.map(({ key, part, texts }) => ({ key, part, value: texts[code] ?? "" }));
  return { code, copy: toCopy(cells), places, reviewed: [], source: parse(code, "") };
}

/** A wording that the language lacks so far, and still lacks afterwards. */
function isAbsent(rows: readonly Row[], { key }: Row, { code, cells }: Wordings): boolean {
  return (
    !cells.some((cell) => cell.key === key) &&
    rows.every((row) => row.key !== key || row.texts[code] === "")
  );
}

function changesIn(rows: readonly Row[], { code, cells }: Wordings): Row[] {
  const now = new Map(cells.map((cell) => [nameOf(cell), cell.value]));
  return rows.filter((row) => (now.get(nameOf(row)) ?? "") !== row.texts[code]);
}

/** The file with the changes of the sheet, and no others. */
function edit(rows: readonly Row[], file: Wordings): string {
  const { code, cells, reviewed, end } = file;
  const edits = changesIn(rows, file).flatMap((row) => {
    const cell = cells.find((each) => nameOf(each) === nameOf(row));
    return cell ? [{ ...cell, by: JSON.stringify(row.texts[code]) }] : [];
  });
  const added = rows.filter(
    (row) => row.texts[code] !== "" && !cells.some(({ key }) => key === row.key),
  );
  if (added.length > 0) {
    const values = added.map(({ key, part, texts }) => ({ key, part, value: texts[code] ?? "" }));
    const wordings = JSON.stringify(toCopy(values)).slice(1, -1);
    edits.push({ ...blank, start: end, end, by: `${wordings},` });
  }
  const keys = new Set(rows.filter((row) => row.reviewed.includes(code)).map(({ key }) => key));
  if (reviewed && !isSame(keys, new Set(reviewed.keys)))
    edits.push({ ...blank, ...reviewed, by: JSON.stringify([...keys]) });
  return edits
    .sort((one, other) => other.start - one.start)
    .reduce((text, { start, end, by }) => text.slice(0, start) + by + text.slice(end), file.text);
}

const blank: Cell = { key: "", part: "", value: "", start: 0, end: 0 };

function isReviewed(rows: readonly Row[], { key }: Row, code: string): boolean {
  return rows.every((row) => row.key !== key || row.reviewed.includes(code));
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((key) => other.has(key));
}

function nameOf({ key, part }: Pick<Cell, "key" | "part">): string {
  return `${key}\n${part}`;
}
