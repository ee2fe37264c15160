import { formOf } from "../../../src/conversation/count-turn.ts";
import type { Count, Counted } from "../../../src/conversation/model/count.ts";
import type { JournalEntry, TurnEntry } from "../../../src/conversation/model/journal-entry.ts";
import type { Breach } from "./evidence.ts";

/** Journals and counts are written by the same commits, so they agree exactly, whatever has happened in between. */
export function compareNumbers(
  lines: readonly JournalEntry[],
  counts: readonly Counted[],
): Breach[] {
  const journalled = sum(lines.flatMap(tallyLine));
  const counted = sum(counts.flatMap(({ count, times }) => tallyCount(count, times)));
  const names = new Set([...journalled.keys(), ...counted.keys()]);
  return [...names].flatMap((name): Breach[] => {
    const [expected, found] = [journalled.get(name) ?? 0, counted.get(name) ?? 0];
    if (expected === found) return [];
    const what = `the numbers say ${found} and the journals ${expected}: ${name}`;
    return [{ kind: "miscounted", what, from: 0, until: 0 }];
  });
}

type Tally = [name: string, times: number];

function sum(tallies: readonly Tally[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, times] of tallies) sums.set(name, (sums.get(name) ?? 0) + times);
  return sums;
}

function tallyLine(line: JournalEntry): Tally[] {
  if (line.kind === "delivery") return line.outcome === "dead" ? [["dead", 1]] : [];
  return line.kind === "turn" ? tallyTurn(line) : [];
}

function tallyTurn(line: TurnEntry): Tally[] {
  const { outcome, from, to, effects, event } = line;
  const bubbles = effects.filter((effect) => effect.startsWith("reply ")).length;
  const form = formOf(to ?? "") ?? formOf(from ?? "") ?? "";
  const way = from === "" ? "" : event === "result" ? `result ${callOf(line)}` : event;
  return [
    ...(to === undefined ? [] : [[`turn ${from} → ${way} → ${to}`, 1] as Tally]),
    [`bubble ${form}`, bubbles],
    ["parked", outcome === "parked" ? 1 : 0],
  ];
}

/** A journal has the code of a refusal. */
const ENDS = ["done", "away", "expired", "paused", "unsettled", "unknown", "unconfirmed"];

function callOf({ call = "" }: TurnEntry): string {
  return ENDS.includes(call) ? call : "refused";
}

function tallyCount(count: Count, times: number): Tally[] {
  switch (count.kind) {
    case "turn": {
      const { from, way, to } = count;
      return [[`turn ${from} → ${from === "" ? "" : eventOf(way)} → ${to}`, times]];
    }
    case "bubble":
      return [[`bubble ${count.form}`, times]];
    case "restart":
      return count.reason === "trouble" ? [["parked", times]] : [];
    case "dead":
      return [["dead", times]];
    case "answer":
      return [];
  }
}

function eventOf(way: string): string {
  if (way === "timer") return way;
  if (way.startsWith("call.")) return `result ${way.slice("call.".length)}`;
  return way.startsWith("notice.") ? "notice" : "message";
}
