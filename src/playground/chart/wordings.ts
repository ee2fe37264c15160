import type { Entry, Row } from "../../../machines/copy/copy.ts";
import type { FlowModel } from "../../check/flow-model.ts";
import type { Wording } from "../protocol.ts";

/** Every wording in every language, in the order of the English file, with its choices below the text. */
export function wordingsOf({ locales }: FlowModel): Wording[] {
  const keys = new Set(
    [...locales]
      .sort((one, other) => Number(other.code === "en") - Number(one.code === "en"))
      .flatMap(({ copy }) => Object.keys(copy)),
  );
  return [...keys].map((key) => ({
    key,
    texts: Object.fromEntries(
      locales.flatMap(({ code, copy, places, reviewed, source }) => {
        const entry = copy[key];
        if (entry === undefined) return [];
        const place = places.get(key) ?? { file: source.file, line: 1 };
        return [[code, { text: spell(entry), entry, place, isReviewed: reviewed.includes(key) }]];
      }),
    ),
  }));
}

/** As a member would see it, with the names of values in place of values. */
function spell(entry: Entry): string {
  if (typeof entry === "string") return entry;
  const offered =
    "buttons" in entry
      ? Object.values(entry.buttons).map((title) => `[${title}]`)
      : [`[${entry.list}]`, ...Object.values(entry.rows).map((row) => `• ${spellRow(row)}`)];
  return [entry.text, ...offered].join("\n");
}

function spellRow(row: Row): string {
  return typeof row === "string" ? row : `${row.title}: ${row.description}`;
}
