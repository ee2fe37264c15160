import { setTimeout as sleep } from "node:timers/promises";
import { openRedis } from "../../../src/redis/open-redis.ts";
import { createMoneyPause } from "../../../src/redis/operator/money-pause.ts";
import type { Server } from "../servers.ts";
import { isCluster, type TestRig } from "../test-rig.ts";

/** A fault that lasts until an alert fires, beside the short ones of the run. */
export interface Incident {
  name: string;
  /** The alerts that have to fire, with durations at the pace of the watched run. */
  alerts: readonly string[];
  seconds: number;
  /**
   * How many servers are not killed meanwhile, from the first on. Some, where an alert has to hold for longer than it
   * takes a busy machine to start servers again: without any server nothing is measured. All, where what the alert
   * needs is in a process, or a start would fail.
   */
  spares?: number;
  /** Lasts until the signal, then undoes itself. */
  run(rig: WatchedRig, over: AbortSignal): Promise<void>;
}

export interface WatchedRig extends TestRig {
  /** After Redis is back. */
  onRedisBack: () => Promise<void>;
}

const SOME = 2;
const ALL = Number.POSITIVE_INFINITY;
const LOOK_EVERY_MS = 50;

/** With the ballast a tenth of the memory is more than any answer of Redis takes, so nothing is evicted. */
const MEMORY = { limit: "256mb", share: 0.9, everyMs: 500, ballastBytes: 128 * 1_024 ** 2 };
const BALLAST = "chaos:ballast";
const BAD_SIGNATURES_EVERY_MS = 100;
/** So little is left that the blocked times are more than a hundredth of what Node samples. */
const BLOCKED_MS = 900;
const FREE_MS = 300;
/** Refused replies are sent again after this, instead of five minutes. */
const RETRY_AFTER_SECONDS = 16;
/**
 * A reply that is refused is late by more than AnswersSlow allows. Members write at once, so most are refused at the
 * start of a phase and accepted at their next attempt.
 */
const SLOW = { retryAfterSeconds: 11, refusingMs: 11_000, acceptingMs: 4_000 };

/** The groups follow each other; the incidents of a group run beside each other. */
export const INCIDENTS: readonly (readonly Incident[])[] = [
  [
    {
      name: "a server stays down",
      alerts: ["ServerDown"],
      seconds: 25,
      async run({ servers, strikes }, over) {
        const server = servers.at(-1);
        if (!server) throw new Error("There is no server");
        while (!server.isUp()) await sleep(LOOK_EVERY_MS);
        const from = Date.now();
        await server.kill(ended(over));
        strikes.push({ kind: "kill", server: server.index, from, until: Date.now() });
      },
    },
    {
      name: "somebody posts without the app secret",
      alerts: ["BadSignatures"],
      seconds: 60,
      async run({ servers }, over) {
        for (let at = 0; !over.aborted; at++) {
          const { url = "" } = servers[at % servers.length] ?? {};
          const headers = { "x-hub-signature-256": `sha256=${"0".repeat(64)}` };
          const options = { method: "POST", headers, body: "{}" };
          const response = await fetch(`${url}/webhook`, options).catch(() => undefined);
          await response?.arrayBuffer().catch(() => undefined);
          await pause(BAD_SIGNATURES_EVERY_MS, over);
        }
      },
    },
  ],
  [
    {
      name: "WhatsApp rejects the access token",
      alerts: ["SendingStopped"],
      seconds: 30,
      async run({ cloudApi }, over) {
        const retryAfterSeconds = RETRY_AFTER_SECONDS;
        cloudApi.failUntilRecovered({
          kind: "error",
          httpStatus: 401,
          code: 190,
          retryAfterSeconds,
        });
        await ended(over);
        cloudApi.recover();
      },
    },
  ],
  [
    {
      name: "an operator pauses money calls",
      alerts: ["MoneyPaused"],
      seconds: 110,
      spares: SOME,
      async run({ state }, over) {
        const redis = openRedis(state.url);
        const money = createMoneyPause({ redis });
        await untilDone(() => money.pause());
        await ended(over);
        await untilDone(() => money.resume());
        redis.disconnect();
      },
    },
    {
      name: "Redis is nearly full",
      alerts: ["RedisMemoryShort"],
      seconds: 60,
      async run({ state }, over) {
        const redis = openRedis(state.url);
        const limit = (value: string) => redis.call("CONFIG", "SET", "maxmemory", value);
        await untilDone(() => redis.setrange(BALLAST, MEMORY.ballastBytes - 1, "x"));
        while (!over.aborted) {
          // The limit follows what is used.
          const used = /^used_memory:(\d+)/m.exec(await redis.info("memory").catch(() => ""))?.[1];
          if (used !== undefined) await limit(`${Math.ceil(Number(used) / MEMORY.share)}`);
          await pause(MEMORY.everyMs, over);
        }
        await untilDone(() => limit(MEMORY.limit));
        await untilDone(() => redis.del(BALLAST));
        redis.disconnect();
      },
    },
    {
      name: "two servers get too little CPU time",
      alerts: ["EventLoopBlocked"],
      seconds: 55,
      spares: SOME,
      async run({ servers, strikes }, over) {
        const from = Date.now();
        const block = async (server: Server, at: number) => {
          // In turn, because the scrape of one that is blocked may come too late.
          await pause((at * (BLOCKED_MS + FREE_MS)) / SOME, over);
          while (!over.aborted) {
            server.process().kill("SIGSTOP");
            await sleep(BLOCKED_MS);
            server.process().kill("SIGCONT");
            await pause(FREE_MS, over);
          }
          strikes.push({ kind: "stall", server: server.index, from, until: Date.now() });
        };
        await Promise.all(servers.slice(0, SOME).map(block));
      },
    },
  ],
  [
    {
      name: "credex-core does not answer offers",
      alerts: ["MoneyUnsettled"],
      seconds: 100,
      spares: SOME,
      async run({ trouble }, over) {
        trouble.suffer((endpoint) =>
          endpoint === "createCredex" ? { kind: "hang", applied: false } : undefined,
        );
        await ended(over);
        trouble.suffer(undefined);
      },
    },
  ],
  [
    {
      name: "credex-core is down",
      alerts: ["CredexFailing"],
      seconds: 75,
      async run({ trouble }, over) {
        trouble.suffer(() => ({ kind: "error", applied: false }));
        await ended(over);
        trouble.suffer(undefined);
      },
    },
  ],
  [
    {
      name: "WhatsApp refuses most replies for a while",
      alerts: ["AnswersSlow"],
      seconds: 80,
      spares: ALL,
      async run({ cloudApi }, over) {
        const { retryAfterSeconds } = SLOW;
        while (!over.aborted) {
          const refusal = { httpStatus: 429, code: 130429, retryAfterSeconds };
          cloudApi.failUntilRecovered({ kind: "error", ...refusal });
          await pause(SLOW.refusingMs, over);
          cloudApi.recover();
          await pause(SLOW.acceptingMs, over);
        }
      },
    },
  ],
  [
    {
      name: "Redis is down",
      alerts: ["RedisUnreachable", "WebhooksRefused"],
      seconds: 30,
      spares: ALL,
      async run({ state, strikes, onRedisBack }, over) {
        if (isCluster(state)) throw new Error("A cluster has no watched run");
        const from = Date.now();
        await state.kill();
        await ended(over);
        await state.restart();
        await onRedisBack();
        strikes.push({ kind: "redis kill", from, until: Date.now() });
      },
    },
  ],
];

/** The connections of a run are cut at any time. */
async function untilDone(act: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await act();
      return;
    } catch {
      await sleep(LOOK_EVERY_MS);
    }
  }
}

function ended(over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (over.aborted) resolve();
    else over.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function pause(durationMs: number, over: AbortSignal): Promise<void> {
  await sleep(durationMs, undefined, { signal: over }).catch(() => undefined);
}
