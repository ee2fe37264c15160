import { type Case, casesOf, eitherOf, itemsOf, made, numberOf, type Value } from "./value.ts";

interface MethodCall {
  name: string;
  of: Value;
  args: Value[];
}

type Apply = (called: Value, args: Value[]) => Value;

/** What a method of a list or a text gives. */
export function callMethod({ name, of, args }: MethodCall, apply: Apply): Value {
  const [first, second] = args;
  const { items, count } = itemsOf(of);
  const item = oneOf(items);
  switch (name) {
    case "map":
      return { kind: "many", item: apply(first ?? of, [item]), count, of };
    case "flatMap": {
      const inner = itemsOf(apply(first ?? of, [item]));
      return {
        kind: "many",
        item: oneOf(inner.items),
        count: count === undefined || inner.count === undefined ? undefined : count * inner.count,
        of,
      };
    }
    case "filter":
      return { kind: "many", item, count, of: made([of], { isPart: true }) };
    case "slice":
      return {
        kind: "many",
        item,
        count: least(count, lengthBetween(first, second)),
        of: made([of], { isPart: true }),
      };
    case "sort":
    case "reverse":
    case "toSorted":
    case "toReversed":
      return of;
    case "join":
      return made([of]);
    case "some":
    case "every":
    case "includes":
    case "find":
    case "findLast":
    case "at":
      return made([of, ...args], { isPart: true });
    default:
      return made([of, ...args]);
  }
}

function oneOf(items: Value[]): Value {
  const cases = items.flatMap(casesOf).map((value): Case => ({ value, given: new Map() }));
  return cases.length === 0 ? made([]) : eitherOf(cases);
}

/** How many items are between two indices: known if the difference does not depend on any field. */
function lengthBetween(from: Value | undefined, to: Value | undefined): number | undefined {
  const start = from === undefined ? () => 0 : numberOf(from);
  const end = numberOf(to);
  if (!start || !end) return undefined;
  const [one, other] = [3, 17].map((unknown) => end(() => unknown) - start(() => unknown));
  return one === other && one !== undefined && one >= 0 ? one : undefined;
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
