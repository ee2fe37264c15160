import { RELEASES } from "../policy.ts";
import { readManifest, readSignedRelease } from "../releases/release.ts";
import type { ReleaseStore } from "../releases/release-store.ts";
import { readRollout, readRolloutChange, toRecorded } from "../releases/rollout.ts";
import { tryTwice } from "./connection.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { createScript, readLua } from "./script.ts";
import { unavailable } from "./store-error.ts";

const putReleaseScript = createScript<0 | 1>({
  lua: readLua("put-release.lua"),
  keys: 3,
  isDurable: true,
});
const changeRolloutScript = createScript<0 | 1>({
  lua: readLua("change-rollout.lua"),
  keys: 2,
  isDurable: true,
});

/** Releases in Redis: without a TTL, so that none is evicted while a session needs it. */
export function createReleaseStore({
  redis,
  kept = RELEASES.kept,
}: {
  redis: RedisClient;
  kept?: number;
}): ReleaseStore {
  const { releases, releaseBundles, rollout, rolloutHistory } = partitionsOf(redis).directory;
  return {
    async putRelease(release, { replaces } = { replaces: false }) {
      const { manifest } = release;
      const { id, number } = readManifest(manifest) ?? {};
      if (id === undefined || number === undefined) throw new TypeError("This is no manifest");
      const keys = [releases, releaseBundles, rollout];
      const text = JSON.stringify(release);
      if (Buffer.byteLength(text) > RELEASES.storedBytes)
        throw new RangeError(`A stored release has ${RELEASES.storedBytes} bytes at most`);
      const args = [id, number, manifest, text, kept, replaces ? 1 : 0];
      const isStored = await putReleaseScript.run(redis, keys, args).catch(unavailable);
      return isStored ? "stored" : "number-taken";
    },
    async getRelease(id) {
      // What was not stored by `putRelease` could be larger than the memory of this process.
      const bytes = await tryTwice(redis, () => redis.hstrlen(releaseBundles, id)).catch(
        unavailable,
      );
      if (bytes > RELEASES.storedBytes) return undefined;
      const text = await tryTwice(redis, () => redis.hget(releaseBundles, id)).catch(unavailable);
      return text === null ? undefined : readSignedRelease(text);
    },
    async listReleases() {
      const manifests = await tryTwice(redis, () => redis.hvals(releases)).catch(unavailable);
      return manifests
        .flatMap((text) => readManifest(text) ?? [])
        .sort((one, other) => one.number - other.number);
    },
    async loadRollout() {
      const text = await tryTwice(redis, () => redis.get(rollout)).catch(unavailable);
      return text === null ? undefined : readRollout(text);
    },
    async changeRollout({ expectedVersion, rollout: next, by }) {
      const keys = [rollout, rolloutHistory];
      const [text, recorded, author] = [next, toRecorded(next), by].map((one) =>
        JSON.stringify(one),
      ) as [string, string, string];
      const args = [expectedVersion, text, recorded, author, RELEASES.history];
      return (await changeRolloutScript.run(redis, keys, args).catch(unavailable)) === 1;
    },
    async history() {
      const changes = await tryTwice(redis, () => redis.lrange(rolloutHistory, 0, -1)).catch(
        unavailable,
      );
      return changes.flatMap((change) => readRolloutChange(change) ?? []);
    },
  };
}
