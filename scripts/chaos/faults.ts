import { setTimeout as sleep } from "node:timers/promises";
import type { Failure } from "../../src/fakes/cloud-api/failure.ts";
import { createClusterFaults } from "./cluster-faults.ts";
import type { Counters } from "./counters.ts";
import type { PowerCuts } from "./power-cuts.ts";
import type { Random } from "./random.ts";
import { type Server, TARGETS, type Target } from "./servers.ts";
import { isCluster, type TestRig } from "./test-rig.ts";

export interface Faults {
  /** Stops all faults, with all servers and Redis up. Throws if a server had exited on its own. */
  stop(): Promise<void>;
  /** Rejects when a fault could not be produced as intended. */
  failed: Promise<never>;
}

export interface FaultOptions {
  rig: TestRig;
  random: Random;
  tally: Counters;
  killsRedis: boolean;
  /** If given, each kill of Redis loses what it has not synced, as everysec allows. */
  power: PowerCuts | undefined;
  /** Whether this server may be killed now. */
  mayKill: (server: Server) => boolean;
  /** After Redis is back. */
  onRedisBack: () => Promise<void>;
}

/** The average interval of each kind. */
const EVERY_MS = {
  kill: 1_700,
  cut: 450,
  stall: 2_500,
  whatsapp: 3_000,
  redis: 20_000,
  cluster: 1_500,
  /** With its spread never more than the second that everysec promises. */
  sync: 600,
};

export function startFaults(options: FaultOptions): Faults {
  const { rig, random, tally, killsRedis, power } = options;
  const { servers, cloudApi, state, strikes } = rig;
  const onFailedOver = options.onRedisBack;
  const cluster = isCluster(state)
    ? createClusterFaults({ cluster: state, strikes, tally, onFailedOver })
    : undefined;
  const over = new AbortController();
  rig.trouble.start();
  const restarts = new Set<Promise<void>>();
  const loops = [
    often(EVERY_MS.kill, kill),
    often(EVERY_MS.cut, cut),
    often(EVERY_MS.stall, stall),
    often(EVERY_MS.whatsapp, troubleWhatsApp),
    ...(power ? [often(EVERY_MS.sync, power.sync)] : []),
    ...(killsRedis ? [often(EVERY_MS.redis, killRedis)] : []),
    ...(cluster ? [often(EVERY_MS.cluster, cluster.strike)] : []),
  ];

  return {
    failed: Promise.all(loops).then(() => new Promise<never>(() => {})),
    async stop() {
      over.abort();
      rig.trouble.stop();
      await Promise.all(loops);
      await Promise.all(restarts);
      cluster?.close();
      for (const { proxies } of servers) for (const target of TARGETS) proxies[target]?.calm();
    },
  };

  async function often(everyMs: number, act: (own: Random) => unknown): Promise<void> {
    const own = random.for(act.name);
    for (;;) {
      await sleep(everyMs * own.between(0.4, 1.6), undefined, { signal: over.signal }).catch(
        () => {},
      );
      if (over.signal.aborted) return;
      await act(own);
    }
  }

  function kill(own: Random): void {
    const up = servers.filter(({ isUp }) => isUp());
    const [server, ...others] = up.filter(options.mayKill);
    // A machine that starts servers slowly gets more time.
    if (!server || up.length < servers.length / 2) return;
    const killed = own.pick([server, ...others]);
    const at = Date.now();
    strikes.push({ kind: "kill", server: killed.index, from: at, until: at });
    tally.add("kills");
    const restart = killed.kill().then(() => {
      restarts.delete(restart);
    });
    // Kept until `stop`, which reports the error.
    restart.catch(() => {});
    restarts.add(restart);
  }

  async function cut(own: Random): Promise<void> {
    const target = own.pick<Target>(["redis", "redis", "whatsapp", "credex"]);
    if (target === "redis" && cluster) await cluster.cut(own);
    else pickServer(own)?.proxies[target]?.cutNext(own.pick(["request", "answer"]));
  }

  function stall(own: Random): void {
    const server = pickServer(own);
    const target = own.pick(cluster ? (["credex", "whatsapp"] as const) : TARGETS);
    // Sometimes longer than any time-out or lease of the traffic behind it.
    const durationMs = own.isLucky(0.1) ? 14_000 : own.between(200, 3_000);
    server?.proxies[target]?.stall(durationMs);
    const at = Date.now();
    strikes.push({ kind: "stall", server: server?.index, from: at, until: at + durationMs });
    tally.add(`stalls: ${target}`);
  }

  function troubleWhatsApp(own: Random): void {
    const failure = own.pick<Failure>([
      { kind: "error", httpStatus: 429, code: 130429 },
      { kind: "error", httpStatus: 400, code: 131056 },
      { kind: "error", httpStatus: 500 },
      { kind: "hang" },
    ]);
    cloudApi.fail(failure);
    tally.add(`whatsapp: ${failure.kind === "hang" ? "hang" : failure.httpStatus}`);
  }

  async function killRedis(own: Random): Promise<void> {
    if (isCluster(state)) return;
    const from = Date.now();
    await state.kill();
    power?.cut();
    await sleep(own.between(300, 1_500));
    await state.restart();
    strikes.push({ kind: "redis kill", from, until: Date.now() });
    tally.add("redis kills");
    await options.onRedisBack();
  }

  function pickServer(own: Random) {
    const [server, ...others] = servers;
    return server && own.pick([server, ...others]);
  }
}
