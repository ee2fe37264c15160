import type { Entry, Row } from "../../../machines/copy/copy.ts";
import { isGiven } from "../../../machines/copy/placeholders.ts";
import type { Choices } from "../../conversation/model/effect.ts";
import { type CopyUse, copyUsesIn } from "../copy-uses.ts";
import type { FlowModel, Locale } from "../flow-model.ts";
import { nearestTo, suggest } from "../nearest.ts";
import type { Problem } from "../problem.ts";
import { casesOf, itemsOf, type Shape, shapesOf, type Value } from "../values/value.ts";
import {
  isReadable,
  placeholdersOf,
  placeholdersOfRow,
  placeholdersOfText,
  titlesOf,
} from "../wording.ts";

/** Every machine that says a wording gives all of its values. */
export function findMissingValues(model: FlowModel): Problem[] {
  return missingIn(model).map(({ problem }) => problem);
}

/** The wordings that a machine says without all of their values. */
export function keysLackingValues(model: FlowModel): ReadonlySet<string> {
  return new Set(missingIn(model).map(({ key }) => key));
}

/** By model: the rules of money ask for each choice that a money call follows. */
const known = new WeakMap<FlowModel, Missing[]>();

function missingIn(model: FlowModel): Missing[] {
  const found = known.get(model) ?? readMissing(model);
  known.set(model, found);
  return found;
}

function readMissing(model: FlowModel): Missing[] {
  return eachCopyUse(model).flatMap(({ copyUse, locale, entry }) =>
    copyUse.shapes.flatMap((shape) => {
      const { choices, ...values } = Object.fromEntries(shape.fields);
      const given = Object.keys(values).filter((name) => hasValue(shape.fields.get(name)));
      const text = placeholdersOfText(entry, locale.code);
      // Without choices all rows are offered, with the values of the message.
      const rows =
        choices === undefined
          ? Object.values(rowsOf(entry)).flatMap((row) => placeholdersOfRow(row, locale.code))
          : [];
      const needed = [...text, ...rows].filter((name) => isInEnglish(model, copyUse, name));
      return tellMissing({ copyUse, locale, shape, given, needed });
    }),
  );
}

/** A value that only a translation has is reported there. */
function isInEnglish({ locales }: FlowModel, { key }: CopyUse, name: string): boolean {
  const english = locales.find(({ code }) => code === "en")?.copy[key];
  return (
    english === undefined || !isReadable(english, "en") || placeholdersOf(english, "en").has(name)
  );
}

/** Every row and button that a machine offers exists in the wording, with all of its values. */
export function findLostRows(model: FlowModel): Problem[] {
  return eachCopyUse(model).flatMap((spoken) =>
    spoken.copyUse.shapes.flatMap((shape) => {
      const choices = shape.fields.get("choices");
      const items = choices ? itemsOf(choices).items.flatMap(shapesOf) : [];
      return items.flatMap((item) =>
        namesOf(item).flatMap((row) => tellLostRow(spoken, { shape, item, row })),
      );
    }),
  );
}

/** The row of an item, as far as it is known. */
function namesOf({ fields }: Shape): string[] {
  const row = fields.get("row");
  return row
    ? casesOf(row).flatMap((one) => (one.kind === "literal" ? [String(one.value)] : []))
    : [];
}

function tellLostRow(
  { copyUse, locale, entry }: Spoken,
  { shape, item, row }: { shape: Shape; item: Shape; row: string },
): Problem[] {
  const offered = titlesOf(entry);
  // A row that only a translation lacks is reported there.
  if (!Object.hasOwn(offered, row) && locale.code !== "en") return [];
  if (!Object.hasOwn(offered, row))
    return [
      {
        ...copyUse.place,
        sentence: `“${copyUse.key}” has no row or button “${row}”, and the reply would fail. ${suggest(row, Object.keys(offered))}`,
      },
    ];
  const words = rowsOf(entry)[row];
  if (words === undefined) return [];
  const given = [...shape.fields, ...item.fields].flatMap(([field, value]) =>
    hasValue(value) && field !== "choices" ? [field] : [],
  );
  const needed = placeholdersOfRow(words, locale.code);
  const isOpen = shape.isOpen || item.isOpen;
  return tellMissing({ copyUse, locale, shape: { ...shape, isOpen }, given, needed }).map(
    ({ problem }) => problem,
  );
}

/** Every row of a wording is offered, where a machine chooses among them and the check knows which it may choose. */
export function findUnofferedRows(model: FlowModel): Problem[] {
  const spoken = eachCopyUse(model).filter(({ locale }) => locale.code === "en");
  return spoken.flatMap(({ copyUse, entry }) => {
    const all = spoken.filter((one) => one.copyUse.key === copyUse.key);
    if (all[0]?.copyUse !== copyUse) return [];
    const offered = all.flatMap((one) => one.copyUse.shapes.map(rowsOffered));
    if (offered.length === 0 || offered.some((rows) => rows === undefined)) return [];
    const known = new Set(offered.flatMap((rows) => rows ?? []));
    const titles = Object.keys(titlesOf(entry));
    // One that does not exist is reported, and may be meant.
    if ([...known].some((row) => !titles.includes(row))) return [];
    return titles
      .filter((row) => !known.has(row))
      .map((row) => ({
        ...copyUse.place,
        sentence: `No member is ever offered “${row}” of “${copyUse.key}”. Offer it here, or remove it from every language.`,
      }));
  });
}

/** The rows that a message offers at most; `undefined` where the check cannot know them. */
function rowsOffered({ fields }: Shape): string[] | undefined {
  const choices = fields.get("choices");
  if (!choices) return undefined;
  const rows = itemsOf(choices).items.flatMap(shapesOf).map(namesOf);
  return rows.some((names) => names.length === 0) ? undefined : rows.flat();
}

/** A list that a machine generates is never longer than the channel shows. */
export function findTooManyRows(model: FlowModel): Problem[] {
  return eachCopyUse(model)
    .filter(({ locale }) => locale.code === "en")
    .flatMap(({ copyUse, entry }) =>
      copyUse.shapes.flatMap(({ fields }) => {
        const choices = fields.get("choices");
        if (!choices || typeof entry === "string") return [];
        return tellLength(model, { copyUse, choices, kind: "rows" in entry ? "list" : "buttons" });
      }),
    );
}

function tellLength(
  model: FlowModel,
  { copyUse, choices, kind }: { copyUse: CopyUse; choices: Value; kind: Choices["kind"] },
): Problem[] {
  const { count, items } = itemsOf(choices);
  if (count === undefined)
    return items.flatMap(shapesOf).some(isRepeated) ? [unknownLength(copyUse)] : [];
  const most = mostOf(model, kind);
  if (count <= most) return [];
  return [
    {
      ...copyUse.place,
      sentence: `“${copyUse.key}” can offer ${count} ${kind === "list" ? "rows" : "buttons"}, and WhatsApp takes ${most} at most: the reply would not arrive. Offer less at once, for example a page at a time.`,
    },
  ];
}

function unknownLength({ key, place }: CopyUse): Problem {
  return {
    ...place,
    sentence: `The check cannot determine how many rows “${key}” offers, and a reply with too many does not arrive. Take a part of the list, for example \`.slice(page * ROWS, (page + 1) * ROWS)\`.`,
  };
}

/** A row that is offered many times, each with a value of its own. */
function isRepeated({ fields }: Shape): boolean {
  const row = fields.get("row");
  return (
    fields.has("value") && row !== undefined && casesOf(row).every((one) => one.kind === "literal")
  );
}

/** How many items a message may have. */
function mostOf({ breachesOf }: FlowModel, kind: Choices["kind"]): number {
  let most = 0;
  const fits = (count: number) => {
    const items = Array.from({ length: count }, (_, index) => ({
      id: `${index}`,
      title: `${index}`,
    }));
    const choices: Choices = kind === "list" ? { kind, button: "-", items } : { kind, items };
    return breachesOf({ text: "-", choices }).length === 0;
  };
  while (fits(most + 1)) most += 1;
  return most;
}

interface Spoken {
  copyUse: CopyUse;
  locale: Locale;
  entry: Entry;
}

/** Every wording as each language has it. Unreadable ones are reported by a rule of their own. */
function eachCopyUse(model: FlowModel): Spoken[] {
  return copyUsesIn(model).flatMap((copyUse) =>
    model.locales.flatMap((locale) => {
      const entry = Object.hasOwn(locale.copy, copyUse.key) ? locale.copy[copyUse.key] : undefined;
      return entry !== undefined && isReadable(entry, locale.code)
        ? [{ copyUse, locale, entry }]
        : [];
    }),
  );
}

function rowsOf(entry: Entry): { [name: string]: Row } {
  return typeof entry !== "string" && "rows" in entry ? entry.rows : {};
}

/** `undefined` is no value: the text could not be filled in. */
function hasValue(value: Value | undefined): boolean {
  return value !== undefined && !(value.kind === "literal" && value.value === undefined);
}

interface Missing {
  key: string;
  problem: Problem;
}

function tellMissing(found: {
  copyUse: CopyUse;
  locale: Locale;
  shape: Shape;
  given: string[];
  needed: string[];
}): Missing[] {
  const { copyUse, locale, shape, given, needed } = found;
  if (shape.isOpen) return [];
  const missing = [...new Set(needed)].filter((name) => !given.includes(name) && !isGiven(name));
  if (missing.length === 0) return [];
  const copy = locale.places.get(copyUse.key);
  const gives = given.filter((name) => name !== "key" && name !== "row" && name !== "value");
  const near = nearestTo(
    missing[0] ?? "",
    gives.filter((name) => !needed.includes(name)),
  );
  const sentence = `“${copyUse.key}” needs ${missing.map((name) => `{${name}}`).join(", ")}, and this gives ${gives.join(", ") || "nothing"}: every member who should read it gets an apology instead. ${near === undefined ? "" : `Is “${near}” misspelt? `}Add the value to what this machine shows, or remove it from the wording${copy ? ` (${copy.file}:${copy.line})` : ""}.`;
  const cause = `lacks ${missing.join()}`;
  return [{ key: copyUse.key, problem: { ...copyUse.place, sentence, cause } }];
}
