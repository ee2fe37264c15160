import type { Value } from "./value.ts";

/** The fields, by path, that a member can identify from a value; a part of a field, such as a length, is not enough. */
export function shownBy(value: Value): string[][] {
  switch (value.kind) {
    case "path":
      return [[...value.path]];
    case "made":
      return value.isPart ? [] : value.from.flatMap(shownBy);
    case "many":
      return shownBy(value.of);
    case "object":
      return value.parts.flatMap((part) => shownBy("spread" in part ? part.spread : part.value));
    case "list":
      return value.parts.flatMap((part) => shownBy("spread" in part ? part.spread : part.item));
    case "either": {
      // A case in which a field is known not to be set need not show it.
      const [first = [], ...others] = value.cases
        .filter((one) => ![...one.given.values()].includes(false))
        .map((one) => shownBy(one.value));
      return first.filter((path) =>
        others.every((other) => other.some((one) => isSame(one, path))),
      );
    }
    default:
      return [];
  }
}

/** Every field that a value depends on. */
export function fieldsIn(value: Value): string[][] {
  switch (value.kind) {
    case "path":
      return [[...value.path]];
    case "made":
    case "number":
      return value.from.flatMap(fieldsIn);
    case "many":
      return fieldsIn(value.of);
    case "object":
      return value.parts.flatMap((part) => fieldsIn("spread" in part ? part.spread : part.value));
    case "list":
      return value.parts.flatMap((part) => fieldsIn("spread" in part ? part.spread : part.item));
    case "either":
      return value.cases.flatMap((one) => fieldsIn(one.value));
    default:
      return [];
  }
}

/** What names an object to a member. */
const NAMING = /(?:name|handle)$/i;
/** What identifies it to credex-core. */
const IDENTIFYING = /ID$/;

/**
 * Whether a shown field identifies the one that is sent: the same, one that contains it, or the name of the same
 * object.
 */
export function identifies(shown: readonly string[], sent: readonly string[]): boolean {
  if (shown.length < 2) return false;
  if (isWithin(sent, shown)) return true;
  const object = IDENTIFYING.test(sent.at(-1) ?? "") ? sent.slice(0, -1) : sent;
  return isSame(shown.slice(0, -1), object) && NAMING.test(shown.at(-1) ?? "");
}

function isWithin(inner: readonly string[], outer: readonly string[]): boolean {
  return outer.every((name, index) => inner[index] === name);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && isWithin(one, other);
}
