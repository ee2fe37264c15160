import type { Entry } from "../../../../machines/copy/copy.ts";
import { LIMITS } from "../../../whatsapp/limits.ts";

/** A text of a wording. */
export interface Part {
  /** As an edit names it: "text", "list", "button confirm", "title offer", "description offer". */
  name: string;
  text: string;
  /** For a designer. */
  label: string;
  /** The button or row that it belongs to. */
  choice?: string;
  /** WhatsApp's limit in UTF-16 code units. */
  limit: number;
}

export function partsOf(entry: Entry): Part[] {
  if (typeof entry === "string")
    return [{ name: "text", text: entry, label: "Text", limit: LIMITS.text.body }];
  const kind = "buttons" in entry ? "buttons" : "list";
  const text = { name: "text", text: entry.text, label: "Text", limit: LIMITS[kind].body };
  if ("buttons" in entry)
    return [
      text,
      ...Object.entries(entry.buttons).map(([choice, title]) => ({
        name: `button ${choice}`,
        text: title,
        label: `Button “${choice}”`,
        choice,
        limit: LIMITS.buttons.title,
      })),
    ];
  const list = {
    name: "list",
    text: entry.list,
    label: "Opens the list",
    limit: LIMITS.list.button,
  };
  return [text, list, ...Object.entries(entry.rows).flatMap(rowParts)];
}

function rowParts([choice, row]: [
  string,
  string | { title: string; description: string },
]): Part[] {
  const title = {
    name: `title ${choice}`,
    text: typeof row === "string" ? row : row.title,
    label: `Row “${choice}”`,
    choice,
    limit: LIMITS.list.title,
  };
  if (typeof row === "string") return [title];
  const name = `description ${choice}`;
  const label = `Below “${choice}”`;
  const limit = LIMITS.list.description;
  return [title, { name, text: row.description, label, choice, limit }];
}
