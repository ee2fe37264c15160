import type { PoolLimit } from "../../policy.ts";
import { NEXT_PASS_MS, PASS_EVERY_MS } from "../../policy.ts";
import type { DueItem, DueItems, WorkKind } from "../ports/outbox.ts";

export interface PoolOptions {
  kind: WorkKind;
  limit: PoolLimit;
  /** Finds at most so much of what is due. */
  find: (limit: number) => Promise<DueItems>;
  work: (due: DueItem) => Promise<void>;
  /** Observes an error of a pass or a piece of work; neither ends the pool. */
  onError: (error: unknown) => void;
  /** How many places of a pass may be used now; all if not given. */
  throttle?: (() => number) | undefined;
}

export interface PoolState {
  kind: WorkKind;
  inFlight: number;
  limit: number;
  /** For how long the oldest that found no place has been due. */
  lateMs: number;
}

/** Exactly one of its functions must be called, once. */
export interface ReservedPlace {
  /** Works on it now, or right after the work of that name which is in flight, also while the pool stops. */
  use(): void;
  release(): void;
}

/** Works on one kind of due work, with a limit of its own. */
export interface Pool {
  /** Starts what was just committed if there is a place; a later pass finds what has none. */
  wake(due: DueItem): void;
  /** Keeps a place for what is about to be committed; `undefined` if there is none. */
  reserve(due: DueItem): ReservedPlace | undefined;
  /** Starts what is due, as far as there are places. Returns the work that it started. */
  pass(): Promise<Promise<void>[]>;
  /** Passes again and again until `stop`. */
  start(): void;
  state(): PoolState;
  /** For how long the oldest has been due, if new work finds no place; else 0. */
  delayMs(): number;
  /** Waits for what is in flight, and starts nothing more. */
  stop(): Promise<void>;
}

export function createPool(options: PoolOptions): Pool {
  const { kind, limit, find, work, onError, throttle = () => limit.perPass } = options;
  const inFlight = new Map<string, Promise<void>>();
  /** Of these, the ones that a wake-up started. */
  const nudged = new Set<string>();
  /** What came up again while it was in flight. */
  const again = new Set<string>();
  const reserved = new Set<Promise<void>>();
  let lateMs = 0;
  let isStopped = false;
  let loop: Promise<void> | undefined;
  let wake = () => {};

  /** While older work waits, new work has the reserved places, and only these. */
  const hasPlace = () =>
    inFlight.size + reserved.size < limit.inFlight &&
    (lateMs === 0 || nudged.size + reserved.size < limit.reserved);

  /** One worker at a time on each lane or timer in this process; the lease excludes other processes. */
  const begin = (due: DueItem): Promise<void> => {
    const name = nameOf(due);
    const already = inFlight.get(name);
    if (already !== undefined) {
      again.add(name);
      return already;
    }
    const run = async () => {
      do {
        again.delete(name);
        await work(due).catch(onError);
      } while (again.has(name));
      inFlight.delete(name);
      nudged.delete(name);
    };
    const running = run();
    inFlight.set(name, running);
    return running;
  };

  const pass = async (): Promise<Promise<void>[]> => {
    if (isStopped) return [];
    const kept = Math.max(reserved.size, limit.reserved - nudged.size);
    const places = Math.max(0, limit.inFlight - kept - inFlight.size);
    const found = await find(Math.min(places, throttle()));
    lateMs = found.lateMs;
    return found.due.map(begin);
  };

  const nudge = (due: DueItem) => {
    const name = nameOf(due);
    if (!inFlight.has(name)) nudged.add(name);
    void begin(due);
  };

  return {
    wake(due) {
      if (!isStopped && (inFlight.has(nameOf(due)) || hasPlace())) nudge(due);
    },
    reserve(due) {
      if (isStopped || !hasPlace()) return undefined;
      let settle = () => {};
      const place = new Promise<void>((resolve) => {
        settle = resolve;
      });
      reserved.add(place);
      const release = () => {
        reserved.delete(place);
        settle();
      };
      return {
        use() {
          release();
          nudge(due);
        },
        release,
      };
    },
    pass,
    start() {
      loop ??= (async () => {
        while (!isStopped) {
          await pass().catch(onError);
          await new Promise<void>((resolve) => {
            const timeout = setTimeout(resolve, lateMs > 0 ? NEXT_PASS_MS : PASS_EVERY_MS);
            wake = () => {
              clearTimeout(timeout);
              resolve();
            };
          });
        }
      })();
    },
    state: () => ({ kind, inFlight: inFlight.size, limit: limit.inFlight, lateMs }),
    delayMs: () => (hasPlace() ? 0 : lateMs),
    async stop() {
      isStopped = true;
      wake();
      await loop;
      await Promise.all(reserved);
      await Promise.all(inFlight.values());
    },
  };
}

function nameOf(due: DueItem): string {
  return due.kind === "timer" ? `${due.conversationId} ${due.token}` : due.conversationId;
}
