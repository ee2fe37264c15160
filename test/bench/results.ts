import type { Throughput } from "../../scripts/bench/figures/results.ts";
import type { Round } from "../../scripts/bench/figures/round.ts";

const ROUND: Round = {
  messagesPerSecond: 1_000,
  serverCpuUs: 50,
  redisCpuUs: 20,
  scripts: 1,
  commands: 6,
  requests: 0,
  loadCpuShare: 0.5,
  halfLoadP50Ms: 1,
  halfLoadP99Ms: 3,
  oneMemberP50Ms: 0.25,
};

/** Results of a floor that costs 50 µs, 100 µs, 50 µs … and of a server that costs as many times the floor. */
export function resultsWith(multiples: readonly number[], round: Partial<Round> = {}): Throughput {
  const floor = multiples.map((_, at) => ({ ...ROUND, serverCpuUs: at % 2 === 0 ? 50 : 100 }));
  const ours = multiples.map((multiple, at) => ({
    ...ROUND,
    ...round,
    serverCpuUs: multiple * (floor[at]?.serverCpuUs ?? 0),
  }));
  return {
    origin: {
      at: "2026-11-27T12:00:00.000Z",
      commit: "abc1234",
      cpu: "a CPU",
      cores: 2,
      node: "20.20.2",
      redis: "7.0.15",
    },
    rounds: multiples.length,
    warmUp: 6_000,
    members: 32,
    servers: [
      { name: "floor", title: "floor", rounds: floor },
      { name: "ours", title: "ours & <marks>", rounds: ours },
    ],
  };
}
