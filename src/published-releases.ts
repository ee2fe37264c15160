import type { Config } from "./config.ts";
import type { Clock } from "./conversation/ports/clock.ts";
import { createMemoryReleaseStore } from "./memory/memory-release-store.ts";
import type { RedisClient } from "./redis/redis-client.ts";
import { createReleaseStore } from "./redis/release-store.ts";
import { createLoadRelease, type LoadRelease } from "./releases/load-release.ts";
import type { ReleaseStore } from "./releases/release-store.ts";
import { bundledServing, createTurnOptions } from "./vimbiso.ts";

export interface ReleaseSource {
  store: Pick<ReleaseStore, "loadRollout" | "changeRollout" | "listReleases">;
  load: LoadRelease;
}

/** The releases beside the conversations, if the settings have a key that verifies them. */
export function openPublishedReleases(
  config: Pick<Config, "RELEASE_PUBLIC_KEYS" | "OFFER_UNREVIEWED_LANGUAGES" | "SUPPORT_URL">,
  { redis }: { redis?: RedisClient | undefined },
  clock: Clock,
): ReleaseSource | undefined {
  const { RELEASE_PUBLIC_KEYS: publicKeys, SUPPORT_URL: supportUrl } = config;
  if (publicKeys === undefined) return undefined;
  const store = redis ? createReleaseStore({ redis }) : createMemoryReleaseStore({ clock });
  const withUnreviewed = config.OFFER_UNREVIEWED_LANGUAGES;
  const load = createLoadRelease({
    ...{ store, publicKeys },
    toTurn: (exported, id) =>
      createTurnOptions(bundledServing(exported, { id, withUnreviewed }), { supportUrl }),
  });
  return { store, load };
}
