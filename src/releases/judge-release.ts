import { formOf } from "../conversation/count-turn.ts";
import type { Count, Counted } from "../conversation/model/count.ts";
import { HALTING } from "../policy.ts";
import type { ReleaseId } from "./release.ts";

/** What is compared: sessions that were restarted, replies that were given up, forms that timed out or were left. */
export type Trouble = keyof typeof HALTING.bounds;

/** A release does worse than the one before, at the same states. */
export interface Verdict {
  trouble: Trouble;
  times: number;
  /** Turns, of replies that were given up bubbles. */
  outOf: number;
  /** How often it would have happened at the rates of the release before. */
  expected: number;
}

/**
 * Compares a release with the one before: at each state, by how often the one before had this trouble there. So a
 * release that merely has more members in a difficult state is not worse. `undefined`: it is not worse by more than the
 * bounds, or too little was counted to say so.
 */
export function judgeRelease(
  counts: readonly Counted[],
  { release, before }: { release: ReleaseId; before: ReleaseId },
): Verdict | undefined {
  const now = tally(counts.filter(({ count }) => count.release === release));
  const then = tally(counts.filter(({ count }) => count.release === before));
  return (Object.keys(HALTING.bounds) as Trouble[])
    .map((trouble) => compare(trouble, now, then))
    .find((verdict) => verdict !== undefined && isWorse(verdict));
}

/** The verdict in words, for the operator and the history. */
export function describeVerdict({ trouble, times, outOf, expected }: Verdict): string {
  const [what, of] = WORDS[trouble];
  return `${times} ${what} in ${outOf} ${of}, where ${expected.toFixed(1)} were to be expected`;
}

const WORDS: { [trouble in Trouble]: [what: string, outOf: string] } = {
  restarted: ["restarted sessions", "turns"],
  dead: ["replies given up", "replies"],
  timedOut: ["forms that timed out", "turns"],
  cancelled: ["forms that were left", "turns"],
};

/** For each state, or once for all replies: out of how many, and how often each trouble. */
type Tally = Map<string, { outOf: number } & { [trouble in Trouble]?: number }>;

const REPLIES = "replies";

function tally(counts: readonly Counted[]): Tally {
  const all: Tally = new Map();
  for (const { count, times } of counts)
    for (const [place, what] of placesOf(count)) {
      const known = all.get(place) ?? { outOf: 0 };
      known[what] = (known[what] ?? 0) + times;
      all.set(place, known);
    }
  return all;
}

function placesOf(count: Count): [place: string, what: Trouble | "outOf"][] {
  switch (count.kind) {
    case "bubble":
      return [[REPLIES, "outOf"]];
    case "dead":
      return [[REPLIES, "dead"]];
    case "restart":
      return [
        [count.stage, "outOf"],
        [count.stage, "restarted"],
      ];
    case "turn":
      return placesOfTurn(count);
    case "answer":
      return [];
  }
}

/** A turn that begins a session is counted where it ended the one before. */
function placesOfTurn({
  from,
  way,
  to,
}: Extract<Count, { kind: "turn" }>): [place: string, what: Trouble | "outOf"][] {
  if (from === "") return [];
  const turn: [string, "outOf"] = [from, "outOf"];
  if (formOf(from) === undefined || formOf(to) !== undefined) return [turn];
  if (way === "timer") return [turn, [from, "timedOut"]];
  return HALTING.cancelling.some((known) => known === way) ? [turn, [from, "cancelled"]] : [turn];
}

function compare(trouble: Trouble, now: Tally, then: Tally): Verdict | undefined {
  const verdict = { trouble, times: 0, outOf: 0, expected: 0 };
  for (const [place, { outOf, [trouble]: times = 0 }] of now) {
    if ((place === REPLIES) !== (trouble === "dead")) continue;
    const known = then.get(place);
    // What only one of the two releases has cannot be compared, but it must not throw.
    if (!known && trouble !== "restarted") continue;
    verdict.times += times;
    verdict.outOf += outOf;
    verdict.expected += known ? (outOf * (known[trouble] ?? 0)) / known.outOf : 0;
  }
  return verdict.outOf < HALTING.sample || outOfAll(then) < HALTING.sample ? undefined : verdict;
}

function outOfAll(tally: Tally): number {
  return [...tally].reduce((all, [place, { outOf }]) => all + (place === REPLIES ? 0 : outOf), 0);
}

/** More than chance explains, and more than the bound. */
function isWorse({ trouble, times, outOf, expected }: Verdict): boolean {
  const more = times - expected;
  return (
    more > HALTING.bounds[trouble] * outOf && more > HALTING.deviations * Math.sqrt(expected + 1)
  );
}
