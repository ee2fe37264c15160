import { forSeconds, type Phase, writeAtOnce, writeAtRate } from "../load/phases.ts";
import type { Subject } from "../servers/open-subject.ts";
import { cpuOf } from "./cpu.ts";
import { usageOf } from "./redis-usage.ts";
import type { Round } from "./round.ts";
import { quantile } from "./statistics.ts";

/** How long each phase of a round lasts, in seconds. */
export interface Durations {
  /** Load that is not counted: V8 discards compiled code of a server that was idle while others were measured. */
  warmUp: number;
  fullLoad: number;
  halfLoad: number;
  oneMember: number;
}

/** CPU time and counts at full load, then latencies at half of that load, then those of a single member. */
export async function measureRound(subject: Subject, durations: Durations): Promise<Round> {
  const { members } = subject;
  await writeAtOnce(members, forSeconds(durations.warmUp));
  const { phase, ...costs } = await measureCosts(subject, () =>
    writeAtOnce(members, forSeconds(durations.fullLoad)),
  );
  const messagesPerSecond = phase.messages / phase.seconds;
  const half = await writeAtRate(members, {
    perSecond: messagesPerSecond / 2,
    seconds: durations.halfLoad,
  });
  const one = await writeAtOnce(members.slice(0, 1), forSeconds(durations.oneMember));
  return {
    messagesPerSecond,
    ...costs,
    halfLoadP50Ms: quantile(half.latenciesMs, 0.5),
    halfLoadP99Ms: quantile(half.latenciesMs, 0.99),
    oneMemberP50Ms: quantile(one.latenciesMs, 0.5),
  };
}

type Costs = Pick<
  Round,
  "serverCpuUs" | "redisCpuUs" | "scripts" | "commands" | "requests" | "loadCpuShare"
>;

/** What a phase costs per message. */
export async function measureCosts(
  subject: Pick<Subject, "pids" | "primaries" | "channel">,
  load: () => Promise<Phase>,
): Promise<Costs & { phase: Phase }> {
  const before = await readCounters(subject);
  const phase = await load();
  const after = await readCounters(subject);
  const perMessage = (name: keyof typeof after) => (after[name] - before[name]) / phase.messages;
  return {
    phase,
    serverCpuUs: perMessage("serverCpuUs"),
    redisCpuUs: perMessage("redisCpuUs"),
    scripts: perMessage("scripts"),
    commands: perMessage("commands"),
    requests: perMessage("requests"),
    loadCpuShare: (after.loadCpuUs - before.loadCpuUs) / 1_000_000 / phase.seconds,
  };
}

async function readCounters({
  pids,
  primaries,
  channel,
}: Pick<Subject, "pids" | "primaries" | "channel">) {
  const { user, system } = process.cpuUsage();
  const { cpuUs: redisCpuUs, scripts, commands } = await usageOf(primaries);
  return {
    serverCpuUs: pids.reduce((sum, pid) => sum + cpuOf(pid), 0),
    redisCpuUs,
    scripts,
    commands,
    requests: channel.requests(),
    loadCpuUs: user + system,
  };
}
