import type { SessionRecord } from "../../conversation/model/record.ts";
import type { Situation } from "../paths/situation.ts";
import type { Step } from "../paths/step.ts";
import type { Edge } from "../paths/walk.ts";
import { eventName } from "./event-name.ts";

/** A conversation in progress, with the events that can come next. */
export interface Sample {
  situation: OpenSituation;
  steps: Step[];
}

export type OpenSituation = Situation & { record: SessionRecord };

/**
 * One conversation of each class that a walk meets, and of each state at most `perState`. A class is a state with the
 * shape of the context, the offered choices and the pending work. In the first conversation of a state every event is
 * tried; in others, one of those that the old machines treat alike.
 */
export function sampleEdges(edges: readonly Edge[], { perState }: { perState: number }): Sample[] {
  return [...visitsByState(edges).values()].flatMap((visits) =>
    chooseDifferent(visits, perState).map(({ situation, edges: next }, index) => {
      const compared = next.filter(({ step }) => isCompared(step));
      const tried = index === 0 ? compared : distinct(compared);
      return { situation, steps: tried.map(({ step }) => step) };
    }),
  );
}

/** A situation with every step from it. */
interface Visit {
  situation: OpenSituation;
  edges: Edge[];
}

/** By state. A walk visits one situation of each shape, so each visit is a class. */
function visitsByState(edges: readonly Edge[]): Map<string, Visit[]> {
  const visits = new Map<string, Visit>();
  const byState = new Map<string, Visit[]>();
  for (const edge of edges) {
    const { from } = edge;
    if (!hasRecord(from)) continue;
    const known = visits.get(from.shape);
    if (known) {
      known.edges.push(edge);
      continue;
    }
    const visit = { situation: from, edges: [edge] };
    visits.set(from.shape, visit);
    byState.set(from.stage, [...(byState.get(from.stage) ?? []), visit]);
  }
  return byState;
}

/** Up to `count` visits, each time the one with most values that those before do not have. */
function chooseDifferent(visits: readonly Visit[], count: number): Visit[] {
  if (visits.length <= count) return [...visits];
  const rest = visits.map((visit) => ({ visit, values: valuesIn(visit.situation.shape) }));
  const seen = new Set<string>();
  return Array.from({ length: count }).flatMap(() => {
    const news = rest.map(({ values }) => values.filter((value) => !seen.has(value)).length);
    const [best] = rest.splice(news.indexOf(Math.max(...news)), 1);
    for (const value of best?.values ?? []) seen.add(value);
    return best ? [best.visit] : [];
  });
}

/** The fields of a fingerprint with a value that is not an object: `["dueDate","…"]`. */
function valuesIn(fingerprint: string): string[] {
  return fingerprint.match(/\["[^"]+",[^[\]]+\]/g) ?? [];
}

function hasRecord(situation: Situation): situation is OpenSituation {
  return situation.record !== undefined;
}

/** Neither a simulated edit of the machines nor another word for the same command. */
export function isCompared(step: Step): boolean {
  return step.type !== "machine edited" && (step.type !== "commands" || step.word === undefined);
}

/** One edge of those with the same replies and the same situation afterwards; if that is another one, of each event. */
function distinct(edges: readonly Edge[]): Edge[] {
  const byOutcome = new Map<string, Edge>();
  for (const edge of edges) {
    const { step, from, to } = edge;
    const event = to.shape === from.shape ? "" : eventName(step);
    const key = JSON.stringify([event, to.shape, to.received.map(({ keys }) => keys)]);
    if (!byOutcome.has(key)) byOutcome.set(key, edge);
  }
  return [...byOutcome.values()];
}
