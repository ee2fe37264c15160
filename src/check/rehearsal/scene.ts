import type { SessionRecord } from "../../conversation/model/record.ts";
import {
  createTurn,
  type RunTurn,
  type TurnInput,
  type TurnOptions,
} from "../../conversation/turn/turn.ts";
import { describeStep } from "../paths/step.ts";
import { type Speech, stepToEvent } from "../paths/step-to-event.ts";
import { eventName } from "./event-name.ts";
import { innermostMachine } from "./innermost-machine.ts";
import type { OpenSituation, Sample } from "./sample.ts";
import { outcomeOf, type TurnOutcome } from "./turn-outcome.ts";

/** A record of the old machines, with what they do at each event that can come next. */
export interface Scene {
  machine: string;
  stage: string;
  locale: string;
  /** How many records it stands for. */
  records: number;
  events: SceneEvent[];
}

export interface SceneEvent {
  /** Its kind. */
  name: string;
  /** In full. */
  description: string;
  isTimer: boolean;
  input: TurnInput & { record: SessionRecord };
  before: TurnOutcome;
}

/** Runs every event of every sample under the old release, in each language. */
export function createScenes(options: {
  before: TurnOptions;
  samples: readonly Sample[];
  speeches: readonly Speech[];
}): Scene[] {
  const { samples, speeches } = options;
  const runTurn = createTurn(options.before);
  return speeches.flatMap((speech) =>
    samples.map((sample) => createScene(sample, { runTurn, speech, records: 1 })),
  );
}

/** Runs every event of a sample under the old release. The sample stands for so many records. */
export function createScene(
  { situation, steps }: Sample,
  { runTurn, speech, records }: { runTurn: RunTurn; speech: Speech; records: number },
): Scene {
  const { locale } = speech;
  const spoken = inLocale(situation, locale);
  const { record, stage } = spoken;
  return {
    ...{ machine: innermostMachine(record), stage, locale, records },
    events: steps.map((step): SceneEvent => {
      // Every step leaves the record open, so it is a record of a session.
      const input = stepToEvent(speech, spoken, step) as SceneEvent["input"];
      return {
        name: eventName(step),
        description: describeStep(step),
        isTimer: step.type === "waits",
        input,
        before: outcomeOf(runTurn, { ...input, stage }),
      };
    }),
  };
}

function inLocale(situation: OpenSituation, locale: string): OpenSituation {
  const { record, calls } = situation;
  return {
    ...situation,
    record: { ...record, locale },
    calls: calls.map((call) => ({ ...call, locale })),
  };
}
