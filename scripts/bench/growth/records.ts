import { keyspace } from "../../../src/redis/keyspace.ts";
import type { Costs } from "../figures/growth-figures.ts";
import { median } from "../figures/statistics.ts";
import { writeAtOnce } from "../load/phases.ts";
import { openSubject, phonesOf, type Subject } from "../servers/open-subject.ts";
import { OURS } from "../servers/server-kinds.ts";
import type { Surroundings } from "../servers/surroundings.ts";
import { type GrowthOptions, measureSteady } from "./steady-costs.ts";

/** Offers that wait for each member: with none a record has some 2.6 kB, and each adds a third of 1 kB. */
export const OFFERS = [0, 22, 290];

/** The costs of a message with records of some 2.6, 10 and 100 kB. */
export async function measureRecords(
  surroundings: Surroundings,
  { rounds, warmUp, members }: GrowthOptions,
): Promise<Costs[]> {
  const costs: Costs[] = [];
  for (const [at, offers] of OFFERS.entries()) {
    console.log(`records with ${offers} offers`);
    const phones = phonesOf(20 + at, members);
    const subject = await openSubject(OURS, surroundings, { phones, offers });
    try {
      await writeAtOnce(subject.members, (messages) => messages >= warmUp);
      const size = await sizeOfRecords(subject);
      costs.push(await measureSteady(subject, { size, rounds }));
    } finally {
      await subject.close();
    }
  }
  return costs;
}

/** The median of the records' bytes. */
async function sizeOfRecords({ redis, members }: Subject): Promise<number> {
  const sizes: number[] = [];
  for (const { phone } of members) {
    const contact = await redis.get(keyspace.phoneAlias(phone));
    const [key] = await redis.keys(`${keyspace.state(String(contact))}.*[0-9]`);
    if (key !== undefined) sizes.push(await redis.strlen(key));
  }
  return Math.round(median(sizes));
}
