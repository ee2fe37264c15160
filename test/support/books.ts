import { expect } from "vitest";
import type { Member } from "../../src/loopback/member.ts";
import { readCallback } from "../../src/whatsapp/outbound.ts";
import type { FaultWorld } from "./fault-world.ts";
import { said } from "./titles.ts";

/** Each of a member's messages was run once, and no version was skipped or given twice. */
export async function expectEachMessageOnce(
  world: Pick<FaultWorld, "turnsOf">,
  { member, messages }: { member: Member; messages: number },
): Promise<void> {
  const turns = await world.turnsOf(member);
  const ids = turns.filter(({ event }) => event === "message").map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(messages);
  const versions = turns.flatMap(({ version }) => version ?? []);
  expect(versions).toEqual(versions.map((_, index) => index + 1));
}

/**
 * A member's replies arrived in the order of their commits, each at least once. Returns the tokens of
 * those that arrived more than once.
 */
export async function expectOrder(
  world: Pick<FaultWorld, "turnsOf">,
  member: Member,
): Promise<string[]> {
  const turns = await world.turnsOf(member);
  const committed = turns
    .flatMap(({ effects }) => effects)
    .filter((effect) => effect.startsWith("reply "))
    .map((effect) => effect.split(" ")[1]);
  const arrived = member.received().map(({ token }) => readCallback(token)?.token ?? "");
  expect([...new Set(arrived)]).toEqual(committed);
  return arrived.filter((token, index) => arrived.indexOf(token) < index);
}

/** A member's replies about an offer, without repeats. */
export function outcomesOf(member: Member): Outcome[] {
  const replies = new Map(member.received().map(({ token, text }) => [token, text]));
  return [...replies.values()].flatMap((text) => {
    const found = SENTENCES.find(({ words }) => words.some((one) => text.includes(one)));
    return found ? [{ kind: found.kind, text }] : [];
  });
}

export interface Outcome {
  kind: (typeof SENTENCES)[number]["kind"];
  text: string;
}

const SENTENCES = [
  { words: [said("offer.sent"), said("late.offer.done")], kind: "sent" },
  { words: [said("offer.unknown"), said("late.offer.unknown")], kind: "open" },
  { words: [said("late.offer.unconfirmed")], kind: "unconfirmed" },
  { words: [said("offer.unsettled")], kind: "unsettled" },
  {
    words: [
      said("offer.away"),
      said("offer.paused"),
      said("offer.invalid"),
      said("offer.refused", { reason: "none" }),
      said("offer.refused", { reason: "other" }),
      said("late.offer.failed"),
    ],
    kind: "not sent",
  },
  { words: [said("offer.underway")], kind: "underway" },
] as const;
