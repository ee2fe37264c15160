import { CsvError, parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import type { Wordings } from "./wordings.ts";

/** With `info`, every row of the sheet comes with the number of lines read so far. */
const Records = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }),
);

/** A row of the sheet: one text of a wording in every language. */
export interface Row {
  /** Counts from 1, including the header; a cell may have several lines. */
  line: number;
  key: string;
  part: string;
  note: string;
  /** By language. */
  texts: { [code: string]: string };
  /** The languages in which the whole wording is reviewed. */
  reviewed: string[];
}

export type Read = { ok: true; rows: Row[] } | { ok: false; problem: string };

const AROUND = { before: ["key", "part", "note"], after: ["reviewed"] };

function columnsOf(codes: readonly string[]): string[] {
  return [...AROUND.before, ...codes, ...AROUND.after];
}

/** All wordings as CSV, in the order of the first file, which is English. */
export function writeSheet(files: readonly Wordings[]): string {
  const [original, ...others] = files;
  if (!original) return "";
  const lines = original.cells.map(({ key, part, value }) => [
    key,
    part,
    original.notes.get(key) ?? "",
    value,
    ...others.map(
      ({ cells }) => cells.find((cell) => cell.key === key && cell.part === part)?.value ?? "",
    ),
    others
      .filter(({ reviewed }) => reviewed?.keys.includes(key))
      .map(({ code }) => code)
      .join(" "),
  ]);
  const safe = lines.map((line) => line.map(escapeFormula));
  // Without a byte order mark a spreadsheet assumes another encoding than UTF-8.
  return stringify([columnsOf(files.map(({ code }) => code)), ...safe], { bom: true });
}

/**
 * A text that a spreadsheet would calculate gets an apostrophe before it, as OWASP advises against CSV injection.
 * Existing apostrophes before such a sign get one more, so that every text comes back byte for byte.
 */
function escapeFormula(cell: string): string {
  return /^'*[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell;
}

function unescapeFormula(cell: string): string {
  return /^'+[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.slice(1) : cell;
}

/**
 * Parses what a spreadsheet has saved: commas, semicolons or tabs, any line ends, with or without a byte order mark.
 */
export function readSheet(csv: string, codes: readonly string[]): Read {
  const delimiter = /^\uFEFF?"?key"?([,;\t])/.exec(csv)?.[1] ?? ",";
  let end = 0;
  try {
    const records = Records.parse(parse(csv, { bom: true, info: true, delimiter }));
    const [header, ...rest] = records.map(({ record, info }) => {
      const line = end + 1;
      end = info.lines;
      return { line, record };
    });
    const names = header?.record.map((name) => name.trim()) ?? [];
    const missing = columnsOf(codes).filter((name) => !names.includes(name));
    if (missing.length > 0)
      return { ok: false, problem: `line 1: no column ${missing.join(", ")}` };
    const rows = rest
      .filter(({ record }) => record.some(Boolean))
      .map(({ line, record }): Row => {
        // Within a cell some spreadsheets write their own line ends.
        const cell = (name: string) =>
          unescapeFormula((record[names.indexOf(name)] ?? "").replaceAll("\r\n", "\n"));
        return {
          line,
          key: cell("key"),
          part: cell("part"),
          note: cell("note"),
          texts: Object.fromEntries(codes.map((code) => [code, cell(code)])),
          reviewed: cell("reviewed")
            .split(/[\s,;]+/)
            .filter(Boolean),
        };
      });
    return { ok: true, rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { ok: false, problem: `line ${error.lines ?? end + 1}: ${error.message}` };
  }
}
