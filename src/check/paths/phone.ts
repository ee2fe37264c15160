import type { Machine } from "../machine.ts";
import type { Exploration } from "./explore.ts";
import { within } from "./journey.ts";
import type { ReceivedBubble, Situation } from "./situation.ts";
import { describeEnding, type Step } from "./step.ts";
import type { Edge } from "./walk.ts";

/** A path as a member sees it on the phone, in one language. */
export interface Phone {
  lines: Line[];
}

export type Line =
  | { kind: "member"; text: string }
  /** A step that no bubble shows. */
  | { kind: "note"; text: string }
  | ({ kind: "bubble" } & ReceivedBubble);

/** Runs paths in a language; a common beginning runs once. */
export function createPhones(exploration: Exploration, locale: string) {
  const simulator = exploration.simulatorIn(locale);
  const taken = new Map<Edge, Situation>();
  const after = (edge: Edge): Situation => {
    const known = taken.get(edge);
    if (known) return known;
    const world = simulator.take(before(edge), edge.step);
    taken.set(edge, world);
    return world;
  };
  const before = (edge: Edge): Situation => (edge.before ? after(edge.before) : simulator.first);
  return (machine: Machine, path: Edge[]): Phone => ({
    lines: within(machine, path).flatMap((edge) => [
      ...lineOf(edge.step, before(edge), simulator.wordFor),
      ...after(edge).received.map((received): Line => ({ kind: "bubble", ...received })),
    ]),
  });
}

function lineOf(step: Step, { record }: Situation, wordFor: (command: string) => string): Line[] {
  const member = (text: string): Line[] => [{ kind: "member", text }];
  const note = (text: string): Line[] => [{ kind: "note", text }];
  switch (step.type) {
    case "writes":
      return member(step.text);
    case "writes late":
      return [...note("wrote this before the question"), ...member(step.text)];
    case "commands":
      return member(step.word ?? wordFor(step.command));
    case "taps": {
      const choice = record?.question.choices.find(({ id }) => id === step.choice);
      return member(choice?.title ?? step.choice);
    }
    case "taps old":
      return note("taps a button of an earlier message");
    case "shows":
      return member("📷");
    case "floods":
      return note("writes more than the limit within a minute");
    case "answers":
      return note(`${step.operation} ${describeEnding(step.ending)}`);
    case "hears":
      return note("credex-core reports the outcome of an offer");
    case "waits":
      return note("no message until the form's time limit");
    case "session ends":
      return [
        ...note("the session expires after five minutes without a message"),
        ...member(wordFor("home")),
      ];
    case "machine edited":
      return [...note("the machines are edited meanwhile"), ...member(wordFor("home"))];
    case "breaks":
      return [
        ...(step.during === "message" ? member(wordFor("home")) : []),
        ...note("an error on our side"),
      ];
    case "breaks twice":
      return note("an error on our side, and another one while reporting it");
  }
}
