import type { Entry } from "../../machines/copy/copy.ts";
import type { FlowModel, Locale } from "./flow-model.ts";
import { actionsOf, keysOf, type Machine } from "./machine.ts";

/** Every reply of a machine: where it is sent, and its wording in each language. */
export function messageTable({ locales }: FlowModel, machine: Machine): string {
  const said = machine.states.flatMap((state) =>
    keysOf(actionsOf({ states: [state] })).map((key) => ({ name: key.name, path: state.path })),
  );
  const keys = [...new Set(said.map(({ name }) => name))];
  const rows = keys.map((key) => {
    const where = [...new Set(said.filter(({ name }) => name === key).map(({ path }) => path))];
    return [
      `\`${key}\``,
      cell(where.join(", ")),
      ...locales.flatMap((locale) => [wordingCell(locale, key)]),
    ];
  });
  const head = ["Message", "Said at", ...locales.map(({ code }) => code)];
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function wordingCell({ copy, places }: Locale, key: string): string {
  const entry = copy[key];
  if (entry === undefined) return "–";
  const place = places.get(key);
  const at = place ? `<br><sub>${cell(place.file)}:${place.line}</sub>` : "";
  return `${linesOf(entry).map(cell).join("<br>")}${at}`;
}

function linesOf(entry: Entry): string[] {
  if (typeof entry === "string") return entry.split("\n");
  const choices =
    "buttons" in entry
      ? Object.values(entry.buttons).map((title) => `[ ${title} ]`)
      : [
          `[ ${entry.list} ]`,
          ...Object.values(entry.rows).map((row) =>
            typeof row === "string" ? `• ${row}` : `• ${row.title}: ${row.description}`,
          ),
        ];
  return [...entry.text.split("\n"), ...choices];
}

/** Escapes characters that Markdown would interpret. */
function cell(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_[\]|]/g, (sign) => `\\${sign}`);
}
