import { type Verdict, verdicts } from "./compare-outcomes.ts";
import type { LiveCounts } from "./live-classes.ts";
import type { Finding, Rehearsal } from "./rehearse.ts";

/** The rehearsal in lines: how many records have which outcome, then where, with an example each. */
export function reportLines({ records, events, counts, findings }: Rehearsal): string[] {
  const totals = verdicts.filter((verdict) => counts[verdict] > 0).reverse();
  return [
    `${records} records, ${events} events, each with the old and the new machines:`,
    ...totals.map((verdict) => `${counts[verdict]} ${plural(verdict, counts[verdict])}`),
    ...findings.map(findingLine),
  ];
}

/** Which records of a running system were rehearsed. */
export function liveLine(counts: LiveCounts & { classes: number; rehearsed: number }): string {
  const { records, classes, rehearsed, ofOtherMachines, unreadable } = counts;
  return [
    `${records} open sessions in ${classes} classes, of which ${rehearsed} sessions are rehearsed`,
    ...(ofOtherMachines > 0 ? [`${ofOtherMachines} of other machines are left out`] : []),
    ...(unreadable > 0 ? [`${unreadable} cannot be read`] : []),
  ].join("; ");
}

function findingLine({ verdict, machine, state, event, records, example }: Finding): string {
  const count = records === 1 ? "1 record" : `${records} records`;
  const [first] = example.differences;
  const shown = [
    ...(example.event === event ? [] : [example.event]),
    ...(first ? [differenceText(first)] : []),
  ].join(", ");
  return `${machine}, ${state}, ${event}: ${count} ${plural(verdict, records)}. Example (${example.locale}): ${shown}.`;
}

const PLURALS: { [verdict in Verdict]: string } = {
  "sends other money": "send other money",
  breaks: "break",
  "ends in silence": "end in silence",
  "goes home": "go home",
  "reaches another state": "reach another state",
  "makes other calls": "make other calls",
  "receives other words": "receive other words",
  migrates: "migrate",
  "carries over": "carry over",
};

function plural(verdict: Verdict, count: number): string {
  return count === 1 ? verdict : PLURALS[verdict];
}

/** Characters of a value that an example shows. */
const SHOWN = 60;

function differenceText(difference: Finding["example"]["differences"][number]): string {
  if (!("after" in difference)) return `differs in ${difference.path}`;
  const { path, before, after } = difference;
  const from = sharedStart(before, after);
  return `${path} ${valueText(after, from)} instead of ${valueText(before, from)}`;
}

/** Where two texts begin to differ, a few characters earlier; 0 for short ones. */
function sharedStart(before: unknown, after: unknown): number {
  if (typeof before !== "string" || typeof after !== "string") return 0;
  if (Math.max(before.length, after.length) <= SHOWN) return 0;
  const index = [...before].findIndex((character, at) => character !== after[at]);
  return Math.max(0, (index < 0 ? before.length : index) - 20);
}

function valueText(value: unknown, from: number): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? value.slice(from) : value;
  const json = JSON.stringify(text);
  return json.length > SHOWN ? `${json.slice(0, SHOWN)}…` : json;
}
