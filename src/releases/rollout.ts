import { createHash } from "node:crypto";
import type { ReleaseId } from "./release.ts";

/** Which members meet the next release: the listed numbers only, or also a share of all contacts in percent, 1 to 99. */
export type Audience = "draft" | number;

/** Decides which release a contact meets. A server that finds no rollout serves the release that it was built with. */
export interface Rollout {
  /** 1 at first, +1 at each change. */
  version: number;
  /** Absent: the release that each server was built with. */
  current?: ReleaseId | undefined;
  /** What was current before, to which a revert returns; its release is absent as that of `current` is. */
  previous?: { release?: ReleaseId | undefined } | undefined;
  next?: NextRelease | undefined;
}

interface NextRelease {
  release: ReleaseId;
  to: Audience;
  /** Phone numbers that meet it in any case, in digits. */
  numbers: string[];
}

/** A version of the rollout, with who made it and when. */
export interface RolloutChange {
  rollout: Rollout;
  by: string;
  /** Milliseconds since 1970, by the store's clock. */
  at: number;
}

/** Who meets a release from now on. `numbers` are kept where the same release was published to fewer. */
export interface Publication {
  release: ReleaseId;
  to: Audience | "all";
  /** Phone numbers in digits. */
  numbers?: readonly string[];
}

/** The release that a contact meets; `undefined`: the one that the server was built with. */
export function releaseFor(
  { current, next }: Rollout,
  { contactId, phone }: { contactId: string; phone: string | undefined },
): ReleaseId | undefined {
  if (!next) return current;
  if (phone !== undefined && next.numbers.includes(phone)) return next.release;
  if (next.to === "draft") return current;
  return percentileOf(next.release, contactId) < next.to ? next.release : current;
}

/**
 * The rollout after a publication.
 * @throws {RangeError} for a percentage that is no whole number from 1 to 99
 */
export function publish(
  rollout: Rollout | undefined,
  { release, to, numbers }: Publication,
): Rollout {
  const { version = 0, current, previous, next } = rollout ?? {};
  const isCurrent = rollout !== undefined && current === release;
  if (to === "all")
    return {
      version: version + 1,
      current: release,
      previous: isCurrent ? previous : { release: current },
    };
  if (to !== "draft" && !(Number.isInteger(to) && to >= 1 && to <= 99))
    throw new RangeError("A share of the contacts is a whole number from 1 to 99 percent");
  const kept = next?.release === release ? next.numbers : [];
  return {
    version: version + 1,
    current,
    previous,
    next: { release, to, numbers: [...(numbers ?? kept)] },
  };
}

/**
 * The rollout after a revert: nobody meets the next release any more; where there is none, the previous release is
 * current again. `undefined` where there is nothing to return to.
 */
export function revert({ version, current, previous, next }: Rollout): Rollout | undefined {
  if (next) return { version: version + 1, current, previous };
  return previous && { version: version + 1, current: previous.release };
}

/** From 0 to 100: the same for a contact at each share of the same release, and another for another release. */
function percentileOf(release: ReleaseId, contactId: string): number {
  const hash = createHash("sha256").update(`${release} ${contactId}`).digest();
  return (hash.readUInt32BE() / 2 ** 32) * 100;
}
