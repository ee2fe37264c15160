import { beforeEach, expect, test, vi } from "vitest";
import type { StateValue } from "xstate";
import { advance, type Pair, startPair } from "../support/pair.ts";
import { stateIdOf, toMachine } from "./scxml.ts";
import { readCases, type Script } from "./scxml-cases.ts";

const cases = readCases().map((each) => [each.name, each] as const);

beforeEach(() => {
  // XState warns of events that a stopped actor receives; the cases send such events.
  vi.spyOn(console, "warn").mockImplementation(() => {});
});

test("runs all cases that XState supports", () => {
  expect(cases).toHaveLength(169);
});

test.each(cases.filter(([, { isOfW3c }]) => isOfW3c))("%s", (_, { scxml }) => {
  const pair = startPair(toMachine(scxml));
  for (let step = 0; step < 20 && !pair.durable.isDone(); step++) move(pair, 1_000);
  expect(configurationOf(pair)).toEqual(["pass"]);
});

test.each(cases.filter(([, { isOfW3c }]) => !isOfW3c))("%s", (_, { scxml, script }) => {
  const pair = startPair(toMachine(scxml));
  expect(configurationOf(pair)).toEqual(idsOf(script.initialConfiguration));
  for (const { event, after, nextConfiguration } of script.events) {
    if (after) move(pair, after);
    pair.durable.deliver("", { type: event.name });
    pair.live.actor.send({ type: event.name });
    expect(configurationOf(pair)).toEqual(idsOf(nextConfiguration));
  }
});

function move(pair: Pair, delayMs: number): void {
  advance(pair, pair.durable.now() + delayMs);
  configurationOf(pair);
}

/** The active leaves, which are those of the live actor as well. */
function configurationOf({ durable, live }: Pair): string[] {
  const own = leavesOf(durable.record().snapshot.value as StateValue);
  expect(own).toEqual(leavesOf(live.actor.getSnapshot().value));
  return own;
}

function leavesOf(value: StateValue): string[] {
  if (typeof value === "string") return [value];
  return Object.entries(value)
    .flatMap(([state, inner]) => (isLeaf(inner) ? [state] : leavesOf(inner ?? {})))
    .sort();
}

function isLeaf(value: StateValue | undefined): boolean {
  return typeof value === "object" && Object.keys(value).length === 0;
}

function idsOf(configuration: Script["initialConfiguration"]): string[] {
  return configuration.map(stateIdOf).sort();
}
