import type { Costs } from "../figures/growth-figures.ts";
import { createBatches, untilTaken } from "../load/deliver.ts";
import { createMember, type Member } from "../load/member.ts";
import type { Phase } from "../load/phases.ts";
import { openSubject, phonesOf } from "../servers/open-subject.ts";
import { OURS } from "../servers/server-kinds.ts";
import type { Surroundings } from "../servers/surroundings.ts";
import { type GrowthOptions, measureSteady } from "./steady-costs.ts";

const SIZES = [1, 1_000];

/** The costs of a message that arrives in a POST of its own, and of one among a thousand: Meta delivers so many. */
export async function measureBatches(
  surroundings: Surroundings,
  { rounds, warmUp, members }: GrowthOptions,
): Promise<Costs[]> {
  const costs: Costs[] = [];
  for (const [at, batch] of SIZES.entries()) {
    console.log(`${batch} messages in a POST`);
    const phones = phonesOf(40 + at, Math.max(batch, members));
    const subject = await openSubject(OURS, surroundings, { phones });
    const { channel } = subject;
    const deliver = batch > 1 ? createBatches(batch, untilTaken(subject.deliver)) : undefined;
    const writers = deliver
      ? phones.map((phone) => createMember({ phone, channel, deliver }))
      : subject.members;
    try {
      await writeInStep(writers, (messages) => messages >= warmUp);
      const inStep = { ...subject, members: writers };
      costs.push(await measureSteady(inStep, { size: batch, rounds, write: writeInStep }));
    } finally {
      await subject.close();
    }
  }
  return costs;
}

/** All members write the same step of the dialogue, and wait until all have their replies. */
async function writeInStep(
  members: readonly Member[],
  isOver: (messages: number) => boolean,
): Promise<Phase> {
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  while (!isOver(latenciesMs.length))
    latenciesMs.push(...(await Promise.all(members.map((member) => member.next()))));
  const seconds = (performance.now() - startedAt) / 1_000;
  return { messages: latenciesMs.length, seconds, latenciesMs };
}
