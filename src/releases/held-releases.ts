import { isDeepStrictEqual } from "node:util";
import type { MachineRelease } from "../conversation/machine/machine-release.ts";
import { identityOf } from "../conversation/machine/machine-release.ts";
import type { Clock } from "../conversation/ports/clock.ts";
import type { Observe } from "../conversation/ports/telemetry.ts";
import type { Releases } from "../conversation/turn/releases.ts";
import type { TurnOptions } from "../conversation/turn/turn.ts";
import { RELEASES } from "../policy.ts";
import type { LoadRelease } from "./load-release.ts";
import type { ReleaseId } from "./release.ts";
import { releaseFailure } from "./release-error.ts";
import { isEnded, type Rollout, releaseFor } from "./rollout.ts";
import type { ServerReport } from "./server-reports.ts";

/** The releases that this server has loaded, and the rollout by which it chooses among them. */
export interface HeldReleases extends Releases {
  /** A release that is loaded. */
  find(id: ReleaseId | undefined): TurnOptions | undefined;
  /** Every release that is loaded, the one that the server was built with first. */
  all(): TurnOptions[];
  /**
   * Loads what the rollout names, and then chooses by it. While its next release cannot be loaded, all contacts meet
   * its current one; while that cannot be loaded, the rollout before stays in force. `undefined`: there is no rollout.
   */
  follow(rollout: Rollout | undefined): Promise<void>;
  /** Lets turns begin that wait for the first rollout. */
  open(): void;
  /** Forgets each release that the rollout does not name and no turn has needed for as long as a session can rest. */
  forgetUnused(): void;
  report(): Omit<ServerReport, "serverId">;
}

interface Held {
  turn: TurnOptions;
  usedAt: number;
}

/**
 * @param builtIn what the server was built with; development replaces it while the server runs
 * @param load absent: `builtIn` is the only release
 * @param sessionMs how long a session can rest
 */
export function createHeldReleases(options: {
  builtIn: () => TurnOptions;
  load?: LoadRelease | undefined;
  sessionMs: number;
  clock: Clock;
  observe: Observe;
}): HeldReleases {
  const { builtIn, load, sessionMs, clock, observe } = options;
  const held = new Map<ReleaseId, Held>();
  const loading = new Map<ReleaseId, Promise<TurnOptions | undefined>>();
  /** Until when a release that could not be loaded is not tried again. */
  const unavailable = new Map<ReleaseId, number>();
  /** By which this server chooses. */
  let rollout: Rollout | undefined;
  /** Without its next release, if that could not be loaded. */
  let isWhole = true;
  let isOpen = load === undefined;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });

  const find = (id: ReleaseId | undefined): TurnOptions | undefined => {
    if (id === undefined) return undefined;
    const own = builtIn();
    if (id === identityOf(own.release)) return own;
    const found = held.get(id);
    if (found) found.usedAt = clock();
    return found?.turn;
  };
  const loadFrom = async (source: LoadRelease, id: ReleaseId) => {
    try {
      const turn = await source(id);
      assertIdentity(turn.release, id);
      held.set(id, { turn, usedAt: clock() });
      return turn;
    } catch (error) {
      unavailable.set(id, clock() + RELEASES.retryMs);
      observe(releaseFailure("release", error));
      return undefined;
    } finally {
      loading.delete(id);
    }
  };
  const loaded: Releases["hold"] = (id) => {
    const found = find(id);
    if (found || !load || (unavailable.get(id) ?? 0) > clock()) return found;
    const started = loading.get(id) ?? loadFrom(load, id);
    loading.set(id, started);
    return started;
  };
  const holdUnlessEnded: Releases["hold"] = (id) => (isEnded(rollout, id) ? undefined : loaded(id));
  const namedBy = (by: Rollout | undefined) =>
    [by?.current, by?.next?.release].filter((id) => id !== undefined);
  const choose: (contact: Parameters<Releases["forContact"]>[0]) => TurnOptions = (contact) =>
    find(rollout && releaseFor(rollout, contact)) ?? builtIn();

  return {
    forContact: (contact) => (isOpen ? choose(contact) : opened.then(() => choose(contact))),
    // A session of an ended release must not take a turn of it before this server knows the rollout.
    hold: (id) => (isOpen ? holdUnlessEnded(id) : opened.then(() => holdUnlessEnded(id))),
    find,
    all: () => [builtIn(), ...[...held.values()].map(({ turn }) => turn)],
    async follow(next) {
      // Versions begin at 1 again after a rollout was deleted.
      if (isWhole && isDeepStrictEqual(next, rollout)) return;
      const isLoaded = async (id: ReleaseId | undefined) =>
        id === undefined || (await loaded(id)) !== undefined;
      const [hasCurrent, hasNext] = await Promise.all([
        isLoaded(next?.current),
        isLoaded(next?.next?.release),
      ]);
      if (!hasCurrent) return;
      rollout = hasNext ? next : next && { ...next, next: undefined };
      isWhole = hasNext;
    },
    open() {
      isOpen = true;
      open();
    },
    forgetUnused() {
      const named = namedBy(rollout);
      const now = clock();
      for (const [id, { usedAt }] of held)
        if (!named.includes(id) && now - usedAt > sessionMs) held.delete(id);
      for (const [id, until] of unavailable) if (until <= now) unavailable.delete(id);
    },
    report: () => ({
      builtIn: identityOf(builtIn().release),
      loaded: [identityOf(builtIn().release), ...held.keys()],
      rolloutVersion: (isWhole && rollout?.version) || 0,
    }),
  };
}

function assertIdentity(release: MachineRelease, id: ReleaseId): void {
  if (identityOf(release) !== id) throw new TypeError("A release has another identity than its id");
}
