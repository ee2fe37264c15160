import { type Durations, measureRound } from "./figures/measure-round.ts";
import { currentOrigin, type Throughput } from "./figures/results.ts";
import type { Round } from "./figures/round.ts";
import { writeAtOnce } from "./load/phases.ts";
import { openSubject, phonesOf, type Subject } from "./servers/open-subject.ts";
import type { ServerKind } from "./servers/server-kind.ts";
import type { Surroundings } from "./servers/surroundings.ts";

export interface ThroughputOptions {
  rounds: number;
  warmUp: number;
  members: number;
  /** How many offers wait for each member; none if not given. */
  offers?: number;
}

const DURATIONS: Durations = { warmUp: 2, fullLoad: 3, halfLoad: 2, oneMember: 1 };

/** Measures servers in turns, so that what else the machine does affects them alike. */
export async function measureThroughput(
  kinds: readonly ServerKind[],
  surroundings: Surroundings,
  { rounds, warmUp, members, offers = 0 }: ThroughputOptions,
): Promise<Throughput> {
  const subjects: { subject: Subject; measured: Round[] }[] = [];
  try {
    for (const [at, kind] of kinds.entries()) {
      const subject = await openSubject(kind, surroundings, {
        phones: phonesOf(at, members),
        offers,
      });
      subjects.push({ subject, measured: [] });
      console.log(`warming up ${kind.name}`);
      await writeAtOnce(subject.members, (messages) => messages >= warmUp);
    }
    for (let round = 1; round <= rounds; round++) {
      console.log(`round ${round} of ${rounds}`);
      for (const { subject, measured } of subjects)
        measured.push(await measureRound(subject, DURATIONS));
    }
  } finally {
    for (const { subject } of subjects) await subject.close();
  }
  const servers = subjects.map(({ subject: { kind }, measured }) => ({
    name: kind.name,
    title: kind.title,
    rounds: measured,
  }));
  return { origin: currentOrigin(), rounds, warmUp, members, servers };
}
