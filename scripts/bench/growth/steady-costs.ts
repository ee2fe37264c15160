import type { Costs } from "../figures/growth-figures.ts";
import { measureCosts } from "../figures/measure-round.ts";
import { median } from "../figures/statistics.ts";
import { forSeconds, type Phase, writeAtOnce } from "../load/phases.ts";
import type { Subject } from "../servers/open-subject.ts";

export interface GrowthOptions {
  rounds: number;
  warmUp: number;
  members: number;
}

const SECONDS = 1;

/** The medians of some rounds at full load. `size` is what these rounds are about. */
export async function measureSteady(
  subject: Subject,
  {
    size,
    rounds,
    write = writeAtOnce,
  }: { size: number; rounds: number; write?: typeof writeAtOnce },
): Promise<Costs> {
  const measured: (Omit<Costs, "size"> & { phase: Phase })[] = [];
  for (let round = 0; round < rounds; round++) {
    const { phase, serverCpuUs, redisCpuUs } = await measureCosts(subject, () =>
      write(subject.members, forSeconds(SECONDS)),
    );
    const messagesPerSecond = phase.messages / phase.seconds;
    measured.push({ phase, messagesPerSecond, serverCpuUs, redisCpuUs });
  }
  const middle = (figure: Exclude<keyof Costs, "size">) =>
    median(measured.map((round) => round[figure]));
  return {
    size,
    messagesPerSecond: middle("messagesPerSecond"),
    serverCpuUs: middle("serverCpuUs"),
    redisCpuUs: middle("redisCpuUs"),
  };
}
