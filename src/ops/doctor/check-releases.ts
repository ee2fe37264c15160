import type { KeyObject } from "node:crypto";
import type { RedisClient } from "../../redis/redis-client.ts";
import { createReleaseStore } from "../../redis/release-store.ts";
import { findReleaseProblem } from "../../releases/load-release.ts";
import { ReleaseError } from "../../releases/release-error.ts";

/** What keeps servers from serving the releases that members should meet. */
export async function findReleaseProblems(
  redis: RedisClient,
  publicKeys: readonly KeyObject[] | undefined,
): Promise<string[]> {
  const store = createReleaseStore({ redis });
  const rollout = await store.loadRollout().catch((error: unknown) => {
    if (error instanceof ReleaseError) return error;
    throw error;
  });
  if (rollout instanceof ReleaseError) return [rollout.message];
  const { current, next } = rollout ?? {};
  const named = [current, next?.release].filter((id) => id !== undefined);
  if (named.length > 0 && publicKeys === undefined)
    return ["Releases are published, and this server serves none of them: set RELEASE_PUBLIC_KEYS"];
  const problems = await Promise.all(
    named.map(async (id) => {
      const release = await store.getRelease(id);
      if (!release) return [`Release ${id} is not in the store: publish another, or flows:revert`];
      const problem = findReleaseProblem(release, { id, publicKeys: publicKeys ?? [] });
      return problem === undefined ? [] : [`Release ${id} is not served: it ${problem}`];
    }),
  );
  return problems.flat();
}
