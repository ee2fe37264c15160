import type { FlowModel } from "../../src/check/flow-model.ts";
import {
  createSimulators,
  type Service,
  type Simulators,
} from "../../src/check/paths/simulators.ts";
import type { Speech } from "../../src/check/paths/step-to-event.ts";
import {
  createLiveClasses,
  type LiveCounts,
  stepsToTry,
  toSituation,
} from "../../src/check/rehearsal/live-classes.ts";
import type { Sample } from "../../src/check/rehearsal/sample.ts";
import { createScene, type Scene } from "../../src/check/rehearsal/scene.ts";
import { createTurn } from "../../src/conversation/turn/turn.ts";
import { createLiveRecords } from "../../src/redis/operator/live-records.ts";
import type { RedisClient } from "../../src/redis/redis-client.ts";
import { contract } from "../../src/vimbiso.ts";

/** Records of a running system that are to be rehearsed. */
export interface LiveSamples {
  counts: LiveCounts & { classes: number; rehearsed: number };
  /** Runs their events under the machines that they began with, one record after another. */
  scenes(): Iterable<Scene>;
}

interface LiveSpeech extends Speech {
  steps: ReturnType<Simulators["stepsFrom"]>;
}

interface LiveSample extends Sample {
  speech: LiveSpeech;
  /** How many live records it stands for. */
  records: number;
}

/** Reads the records of a Redis, and keeps a few of each class. The records are only read. */
export async function readLiveSamples(
  redis: RedisClient,
  { model, before, perClass }: { model: FlowModel; before: Service; perClass: number },
): Promise<LiveSamples> {
  const { release } = before;
  const { named, simulatorIn, stepsFrom } = createSimulators(model, before);
  const live = createLiveRecords({ redis, recordFields: contract.recordFields });
  const sorted = createLiveClasses({ release, named, perClass });
  for await (const { conversationId, record } of live.scan()) sorted.add(conversationId, record);

  const speeches = new Map<string, LiveSpeech>();
  const speechIn = (locale: string) => {
    const simulator = simulatorIn(locale);
    const { wordFor } = simulator;
    const speech = speeches.get(locale) ?? { locale, wordFor, steps: stepsFrom(simulator) };
    speeches.set(locale, speech);
    return speech;
  };
  const samples: LiveSample[] = [];
  for (const { locale, records, kept } of sorted.classes()) {
    const speech = speechIn(locale);
    for (const [index, { conversationId, record }] of kept.entries()) {
      const calls = await live.callsOf(conversationId);
      const situation = toSituation(record, { release, ...calls });
      if (!situation) continue;
      const sample = stepsToTry(situation, { stepsFrom: speech.steps, isFirst: index === 0 });
      samples.push({ ...sample, speech, records: shareOf(records, index, kept.length) });
    }
  }
  const runTurn = createTurn(before);
  return {
    counts: { ...sorted.counts, classes: sorted.classes().length, rehearsed: samples.length },
    *scenes() {
      for (const { speech, records, ...sample } of samples)
        yield createScene(sample, { runTurn, speech, records });
    },
  };
}

/** The records of a class are shared among those that were kept, as evenly as whole numbers allow. */
function shareOf(records: number, index: number, kept: number): number {
  return Math.floor(records / kept) + (index < records % kept ? 1 : 0);
}
