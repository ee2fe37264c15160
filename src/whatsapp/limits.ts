import type { Choices, Message } from "../conversation/model/effect.ts";

/**
 * The Cloud API's limits in UTF-16 code units: never laxer than in characters. Where Meta's pages
 * disagree, the stricter of the two.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
 */
export const LIMITS = {
  text: { body: 4096 },
  buttons: { body: 1024, items: 3, title: 20, id: 256 },
  list: { body: 1024, button: 20, items: 10, title: 24, id: 200, description: 72 },
  callback: 512,
} as const;

/** Every limit that a message exceeds, by name and numbers; never its text. */
export function breachesOf({ text, choices }: Message): string[] {
  if (!choices) return lengthOf("text body", text, LIMITS.text.body);
  const limit = LIMITS[choices.kind];
  return [
    ...lengthOf(`${choices.kind} body`, text, limit.body),
    ...lengthOfParts(choices),
    ...countOf(choices, limit.items),
    ...repeated(
      `${choices.kind} id`,
      choices.items.map(({ id }) => id),
    ),
    // Rows may share a title: a member's accounts can.
    ...(choices.kind === "buttons"
      ? repeated(
          "buttons title",
          choices.items.map(({ title }) => title),
        )
      : []),
  ];
}

/** A field's name, its length and its limit, when it is too long or blank. */
export function lengthOf(name: string, text: string, max: number): string[] {
  if (text.trim() === "") return [`${name}: blank`];
  return text.length > max ? [`${name}: ${text.length} of ${max}`] : [];
}

function lengthOfParts(choices: Choices): string[] {
  const { kind, items } = choices;
  const limit = LIMITS[kind];
  return [
    ...(kind === "list" ? lengthOf("list button", choices.button, LIMITS.list.button) : []),
    ...items.flatMap(({ id, title, description }, index) => [
      ...lengthOf(`${kind} id ${index + 1}`, id, limit.id),
      ...lengthOf(`${kind} title ${index + 1}`, title, limit.title),
      ...(description === undefined ? [] : describe({ kind, index, description })),
    ]),
  ];
}

function describe(item: { kind: Choices["kind"]; index: number; description: string }): string[] {
  const name = `${item.kind} description ${item.index + 1}`;
  return item.kind === "list"
    ? lengthOf(name, item.description, LIMITS.list.description)
    : [`${name}: not allowed for buttons`];
}

function countOf({ kind, items }: Choices, max: number): string[] {
  return items.length < 1 || items.length > max ? [`${kind}: ${items.length} of 1 to ${max}`] : [];
}

function repeated(name: string, texts: string[]): string[] {
  return new Set(texts).size < texts.length ? [`${name}: given twice`] : [];
}
