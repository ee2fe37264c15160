import { type CarryOutOptions, carryOut, fire } from "./carry-out.ts";
import type { Effect } from "./effect.ts";
import { failureOf } from "./fact.ts";
import type { Due, Lane } from "./ports.ts";

export interface DispatcherOptions extends CarryOutOptions {
  /** Unique among the processes that share the outbox. */
  workerId: string;
}

/** The loop that carries committed effects out. */
export interface Dispatcher {
  /** Works on what a commit has just left, without waiting for the next pass. */
  nudge(conversationId: string, effects: Effect[]): void;
  /** One pass over all that is due, to its end. Returns how much was due. */
  tick(): Promise<number>;
  /** Passes again and again until `stop`. */
  start(): void;
  /** For how long every pass has found more due than it could take. */
  behindMs(): number;
  /** Ends what is in hand, and takes nothing more. */
  stop(): Promise<void>;
}

/** Longer than a send may take, or a read with its retries, or the login before a money call. */
const LEASE_MS = { replies: 13_000, calls: 25_000, unsettled: 25_000 };
/** What was found due is found again after this, should its finder die before it has begun. */
const DUE_AGAIN_MS = 5_000;
const PASS_EVERY_MS = 250;
const MAX_IN_HAND = 128;

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { outbox, observe, clock, workerId } = options;
  const inHand = new Map<string, Promise<void>>();
  const comeAgain = new Set<string>();
  let fences = 0;
  let behindSince: number | undefined;
  let isStopped = false;
  let loop: Promise<void> | undefined;
  let wake = () => {};

  const note = (error: unknown) => observe(failureOf("dispatcher", error));

  /** One worker at a time on each lane and timer in this process; the lease sees to other processes. */
  const hold = (name: string, work: () => Promise<void>): Promise<void> => {
    const already = inHand.get(name);
    if (already !== undefined) {
      comeAgain.add(name);
      return already;
    }
    const run = async () => {
      do {
        comeAgain.delete(name);
        await work().catch(note);
      } while (comeAgain.has(name) && !isStopped);
      inHand.delete(name);
    };
    const mine = run();
    inHand.set(name, mine);
    return mine;
  };

  const empty = async (conversationId: string, lane: Lane) => {
    while (!isStopped) {
      const until = clock() + LEASE_MS[lane];
      const held = { conversationId, lane, fence: `${workerId}:${++fences}`, until };
      const work = await outbox.claim({ ...held, leaseMs: LEASE_MS[lane] });
      if (!work || (await carryOut(options, held, work)) !== "more") return;
    }
  };

  const workOn = (due: Due): Promise<void> =>
    due.kind === "timer"
      ? hold(due.token, () => fire(options, due))
      : hold(`${due.lane} ${due.conversationId}`, () => empty(due.conversationId, due.lane));

  const pass = async (): Promise<Promise<void>[]> => {
    const limit = MAX_IN_HAND - inHand.size;
    if (isStopped) return [];
    const found = limit > 0 ? await outbox.due({ limit, leaseMs: DUE_AGAIN_MS }) : [];
    behindSince = found.length < limit ? undefined : (behindSince ?? clock());
    return found.map(workOn);
  };

  return {
    nudge(conversationId, effects) {
      if (isStopped || inHand.size >= MAX_IN_HAND) return;
      for (const lane of lanesOf(effects)) void workOn({ kind: "lane", conversationId, lane });
    },
    async tick() {
      const works = await pass();
      await Promise.all(works);
      return works.length;
    },
    start() {
      loop ??= (async () => {
        while (!isStopped) {
          await pass().catch(note);
          await new Promise<void>((resolve) => {
            const timeout = setTimeout(resolve, PASS_EVERY_MS);
            wake = () => {
              clearTimeout(timeout);
              resolve();
            };
          });
        }
      })();
    },
    behindMs: () => (behindSince === undefined ? 0 : clock() - behindSince),
    async stop() {
      isStopped = true;
      wake();
      await loop;
      await Promise.all(inHand.values());
    },
  };
}

function lanesOf(effects: Effect[]): Set<Lane> {
  const lanes = new Set<Lane>();
  for (const { kind } of effects) {
    if (kind === "reply") lanes.add("replies");
    if (kind === "call") lanes.add("calls");
  }
  return lanes;
}
