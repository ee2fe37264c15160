import type { Costs } from "../figures/growth-figures.ts";
import { writeAtOnce } from "../load/phases.ts";
import { openSubject, phonesOf } from "../servers/open-subject.ts";
import { OURS } from "../servers/server-kinds.ts";
import type { Surroundings } from "../servers/surroundings.ts";
import { type GrowthOptions, measureSteady } from "./steady-costs.ts";

/** The costs of a message with one process of the server, and with two that share a port (`WEB_CONCURRENCY`). */
export async function measureProcesses(
  surroundings: Surroundings,
  { rounds, warmUp, members }: GrowthOptions,
): Promise<Costs[]> {
  const costs: Costs[] = [];
  for (const processes of [1, 2]) {
    console.log(`${processes} processes`);
    const phones = phonesOf(30 + processes, members);
    const subject = await openSubject(OURS, surroundings, { phones, processes });
    try {
      await writeAtOnce(subject.members, (messages) => messages >= warmUp * processes);
      costs.push(await measureSteady(subject, { size: processes, rounds }));
    } finally {
      await subject.close();
    }
  }
  return costs;
}
