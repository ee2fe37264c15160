import type { Message } from "../../conversation/model/effect.ts";
import { type Difference, differencesBetween } from "./differences.ts";
import type { MadeCall, TurnOutcome } from "./turn-outcome.ts";

/** What the new machines do with a record and an event, compared with the old ones; the worst first. */
export const verdicts = [
  "sends other money",
  "breaks",
  "ends in silence",
  "goes home",
  "reaches another state",
  "makes other calls",
  "receives other words",
  "migrates",
  "carries over",
] as const;

export type Verdict = (typeof verdicts)[number];

/** Those that must not be published. */
export const harmful: ReadonlySet<Verdict> = new Set([
  "sends other money",
  "breaks",
  "ends in silence",
]);

export interface Comparison {
  verdict: Verdict;
  differences: Difference[];
}

/**
 * Compares the outcomes of one event under two releases. A money call that the new machines do not make is no other
 * money: it shows as silence, another state or other words. Silence is no reply and no pending call where the old
 * machines replied or made a call; a timer that does nothing leaves the member's question open, so it is not silence.
 */
export function compareOutcomes(
  before: TurnOutcome,
  after: TurnOutcome,
  { isMoney, isTimer }: { isMoney: (operation: string) => boolean; isTimer: boolean },
): Comparison {
  const moneyIn = ({ calls }: TurnOutcome) => calls.filter(({ operation }) => isMoney(operation));
  const money = differencesBetween(byName(moneyIn(before)), byName(moneyIn(after)));
  const calls = differencesBetween(byName(before.calls), byName(after.calls));
  const replies = differencesBetween(byNumber(before.replies), byNumber(after.replies));
  const stage = differencesBetween({ state: before.stage }, { state: after.stage });
  const found = (verdict: Verdict, differences: Difference[]) => ({ verdict, differences });
  if (after.error !== undefined && before.error === undefined)
    return found("breaks", [{ path: "error", before: undefined, after: after.error }]);
  if (money.length > 0 && moneyIn(after).length > 0) return found("sends other money", money);
  if (!isTimer && isAnswered(before) && isSilent(after))
    return found("ends in silence", [...replies, ...calls]);
  if (after.isRestarted && !before.isRestarted) return found("goes home", stage);
  if (stage.length > 0) return found("reaches another state", stage);
  if (calls.length > 0) return found("makes other calls", calls);
  return found(replies.length > 0 ? "receives other words" : "carries over", replies);
}

function byName(calls: readonly MadeCall[]): object {
  return Object.fromEntries(
    calls.map(({ operation, ...call }, index) => [numbered(operation, index), call]),
  );
}

function byNumber(replies: readonly Message[]): object {
  return Object.fromEntries(replies.map((reply, index) => [numbered("reply", index), reply]));
}

function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name} ${index + 1}`;
}

function isAnswered({ replies, calls }: TurnOutcome): boolean {
  return replies.length > 0 || calls.length > 0;
}

function isSilent({ replies, isPending }: TurnOutcome): boolean {
  return replies.length === 0 && !isPending;
}
