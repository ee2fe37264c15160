import type { Random } from "../chaos/random.ts";
import { nastyText } from "./strings.ts";

type Holder = { [key: string]: unknown } | unknown[];

/** A position in a JSON tree. */
interface Place {
  holder: Holder;
  key: string;
}

/** Changes some positions of a copy of a JSON tree. */
export function mutate(
  tree: unknown,
  { random, times }: { random: Random; times: number },
): unknown {
  const holder: { [key: string]: unknown } = { root: copyOf(tree) };
  for (let count = 0; count < times; count++) {
    const places = placesIn(holder);
    const place = places[Math.floor(random.roll() * places.length)];
    if (place) random.pick(OPERATIONS)({ place, places, random });
  }
  // The root itself may be gone: JSON cannot express that.
  return holder.root ?? null;
}

/** Repeats a key of an object, with another value: a parser uses the last one. */
export function repeatKey(json: string, random: Random): string {
  const keys = [...json.matchAll(/"(type|from|id|timestamp|body|text|messages|phone|offer)":/g)];
  const found = keys[Math.floor(random.roll() * keys.length)];
  if (!found) return json;
  const value = random.pick(["null", '"x"', "7", "[]", "{}"]);
  return `${json.slice(0, found.index)}${found[0]}${value},${json.slice(found.index)}`;
}

type Operation = (on: { place: Place; places: Place[]; random: Random }) => void;

const OPERATIONS: readonly [Operation, ...Operation[]] = [
  ({ place }) => set(place, null),
  ({ place }) => remove(place),
  ({ place, random }) => set(place, otherType(random)),
  ({ place, random }) => set(place, nastyText(random)),
  ({ place, random }) => set(place, nastyText(random)),
  ({ place, random }) => set(place, oddNumber(random)),
  ({ place, random }) => set(place, String(oddNumber(random))),
  ({ place, places, random }) =>
    swap(place, places[Math.floor(random.roll() * places.length)] ?? place),
  ({ place, random }) => set(place, nest(get(place), random.pick([1, 2, 60, 1_000]))),
  ({ place }) => set(place, [get(place), copyOf(get(place))]),
  ({ place }) => set(place, { value: get(place) }),
  ({ place, random }) =>
    rename(place, random.pick(["__proto__", "constructor", "type", "id", "x", ""])),
];

function otherType(random: Random): unknown {
  return random.pick<unknown>([true, false, 0, "", [], {}, [[]], [null], { type: null }, "null"]);
}

function oddNumber(random: Random): number {
  return random.pick([
    ...[-1, -0, 0.5, 1.5, 1e21, 1e308, 5e-324, 2 ** 53 + 2, 2 ** 31, 8.64e12, 8.64e15],
    ...[1_790_000_000, 1_790_000_000_000, 2_400_000_000, 4_102_444_800, 131_047],
  ] as [number, ...number[]]);
}

function nest(value: unknown, depth: number): unknown {
  let nested = value;
  for (let level = 0; level < depth; level++) nested = level % 2 ? [nested] : { x: nested };
  return nested;
}

/** Breadth first, up to a limit. */
function placesIn(root: Holder): Place[] {
  const places: Place[] = [];
  const holders: Holder[] = [root];
  for (let holder = holders.shift(); holder && places.length < 2_000; holder = holders.shift()) {
    for (const [key, value] of Object.entries(holder)) {
      places.push({ holder, key });
      if (typeof value === "object" && value !== null) holders.push(value as Holder);
    }
  }
  return places;
}

function get({ holder, key }: Place): unknown {
  return Array.isArray(holder) ? holder[Number(key)] : holder[key];
}

/** As a parser would: a key with a meaning in JavaScript is an ordinary key. */
function set({ holder, key }: Place, value: unknown): void {
  Object.defineProperty(holder, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/** No value is shared, so that no change can create a cycle. */
function copyOf(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

function swap(one: Place, other: Place): void {
  const [first, second] = [copyOf(get(one)), copyOf(get(other))];
  set(one, second);
  set(other, first);
}

function rename(place: Place, key: string): void {
  if (Array.isArray(place.holder)) return;
  const value = get(place);
  remove(place);
  set({ holder: place.holder, key }, value);
}
