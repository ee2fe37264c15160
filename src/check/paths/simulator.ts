import { nameContract } from "../../conversation/machine/machine-contract.ts";
import type { Call, Effect } from "../../conversation/model/effect.ts";
import type { ConversationEvent } from "../../conversation/model/event.ts";
import type { PendingCall, SessionRecord } from "../../conversation/model/record.ts";
import { fieldsOf } from "../../conversation/model/record-fields.ts";
import { resumeSession } from "../../conversation/turn/session.ts";
import { createTurn, type Turn, type TurnOptions } from "../../conversation/turn/turn.ts";
import type { TransitionRecorder } from "./record-transitions.ts";
import { shows, valuesSent } from "./sent-values.ts";
import type { Situation } from "./situation.ts";
import { fingerprintOf } from "./state-fingerprint.ts";
import type { Step } from "./step.ts";
import { stepToEvent } from "./step-to-event.ts";

/** Runs steps as the server does, with the real turn. */
export interface Simulator {
  first: Situation;
  take(world: Situation, step: Step): Situation;
  /** Whether a text is expected. */
  asksForWords(world: Situation): boolean;
  /** What members write for a command. */
  wordFor(command: string): string;
  /** Whether a word counts as a command here: where a name or a handle is expected, it may be a name. */
  commandsIn(world: Situation): (word: string, command: string) => boolean;
  /** The command that a text means where no name is expected, if any. */
  commandIn(text: string): string | undefined;
}

export interface SimulatorOptions extends TurnOptions {
  locale: string;
  /** What members write for a command in `locale`. */
  wordFor: (command: string) => string;
  /** String literals in the machines' files. */
  named: ReadonlySet<string>;
  watch: TransitionRecorder;
}

/** Nine in the morning in Harare. */
const START = Date.UTC(2026, 10, 23, 7);

export function createSimulator(options: SimulatorOptions): Simulator {
  const { release, watch, named } = options;
  const { tags } = nameContract(release.contract);
  const runTurn = createTurn(options);
  const runningIn = ({ record, now }: Situation) =>
    record && resumeSession({ release, record, now }).session.running;
  const take = (world: Situation, step: Step): Situation => {
    const { event, now, restartReason, record } = stepToEvent(options, world, step);
    const before: Situation = {
      ...world,
      now,
      messages: world.messages + 1,
      written: step.type === "writes" ? [...world.written, step.text] : world.written,
      calls: callsAfter(world.calls, event),
      received: [],
      unshown: [],
      taken: new Set(),
    };
    try {
      const { result: turn, taken } = watch(() => runTurn({ record, event, now, restartReason }));
      return arrive({ ...before, taken }, turn, named);
    } catch (failure) {
      return { ...before, failure, shape: "broken" };
    }
  };
  return {
    first: {
      now: START,
      messages: 0,
      calls: [],
      stage: "",
      asked: "",
      askedAt: "",
      confirmed: [],
      unshown: [],
      written: [],
      received: [],
      taken: new Set(),
      shape: "",
    },
    take,
    wordFor: options.wordFor,
    commandIn: (text) => options.interpret({ text, locale: options.locale })?.type,
    commandsIn: (world) => {
      const firmOnly = runningIn(world)?.hasTag(tags.field) ?? false;
      const { locale } = options;
      return (text, command) => options.interpret({ text, locale, firmOnly })?.type === command;
    },
    asksForWords: (world) => {
      const running = runningIn(world);
      const event = { type: "text", text: "" };
      return running?.paths().some((path) => running.handles(path, event)) ?? false;
    },
  };
}

function arrive(world: Situation, turn: Turn, named: ReadonlySet<string>): Situation {
  if (turn.kind === "stale") return world;
  const received = turn.effects.flatMap((effect) =>
    effect.kind === "reply" ? [{ keys: effect.keys, message: effect.message }] : [],
  );
  if (turn.kind === "answered") return { ...world, received };
  const { record } = turn;
  const calls = [...world.calls, ...turn.effects.flatMap(callOf)].filter(
    ({ atMostOnce, token }) =>
      atMostOnce || record.calls.some((pending) => pending.token === token),
  );
  const late = calls.filter(({ token }) => !awaited(record, token));
  const told = late.map((call) => `${call.operation} ${isLookedFor(call)}`);
  const { stage } = turn.metadata;
  const asked = received.findLast(({ message }) => message.choices)?.message.text ?? world.asked;
  const moved = turn.effects.flatMap(callOf).filter(({ atMostOnce }) => atMostOnce);
  const sent = moved.map(({ operation, input }) => JSON.stringify([operation, input]));
  // A second try sends what was confirmed before the first.
  const unshown = moved
    .filter((_, index) => !world.confirmed.includes(sent[index] ?? ""))
    .flatMap(({ operation, input }) =>
      valuesSent(input, fieldsOf(record).profile)
        .filter((value) => !shows(world.asked, value))
        .map((value) => ({ operation, value })),
    );
  const confirmed = [...world.confirmed, ...sent];
  const askedAt = received.some(({ message }) => message.choices) ? stage : world.askedAt;
  const shape = [fingerprintOf(record, { named, isAsked: askedAt === stage }), ...told].join("\n");
  return { ...world, record, stage, asked, askedAt, confirmed, unshown, received, calls, shape };
}

function callOf(effect: Effect): Call[] {
  if (effect.kind !== "call") return [];
  const { kind: _, ...call } = effect;
  return [call];
}

const LOOKED_FOR = ":looked-for";

/** The call, marked as one that got no answer and is being reconciled. */
export function lookedFor(call: Call): Call {
  return { ...call, token: `${call.token}${LOOKED_FOR}` };
}

/** A call that ended is removed; one that got no answer is reconciled. */
function callsAfter(calls: Call[], event: ConversationEvent): Call[] {
  if (event.kind !== "result") return calls;
  const { call, outcome } = event;
  const others = calls.filter(({ token }) => token !== call.token);
  return outcome.kind === "unknown" && call.atMostOnce ? [...others, lookedFor(call)] : others;
}

export function awaited(record: SessionRecord, token: string): PendingCall | undefined {
  return record.calls.find((call) => call.token === token);
}

export function isLookedFor({ token }: Call): boolean {
  return token.endsWith(LOOKED_FOR);
}
