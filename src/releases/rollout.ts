import { createHash } from "node:crypto";
import { z } from "zod";
import type { ReleaseId } from "./release.ts";
import { ReleaseError } from "./release-error.ts";

const Id = z.string().min(1);

/**
 * Which members meet the next release: the listed numbers only, or also a share of all contacts in percent, 1 to 99.
 */
const Audience = z.union([z.literal("draft"), z.int().min(1).max(99)]);
export type Audience = z.infer<typeof Audience>;

const NextRelease = z.object({
  release: Id,
  to: Audience,
  /** Phone numbers that meet it in any case, in digits. */
  numbers: z.array(z.string()),
});

const Rollout = z.object({
  /** 1 at first, +1 at each change. */
  version: z.int().min(1),
  /** Absent: the release that each server was built with. */
  current: Id.optional(),
  /** What was current before, to which a revert returns; its release is absent as that of `current` is. */
  previous: z.object({ release: Id.optional() }).optional(),
  next: NextRelease.optional(),
  /**
   * An open session keeps its release only if this rollout names it as current or next: every other release has ended.
   */
  endsOthers: z.literal(true).optional(),
});

/** Decides which release a contact meets. A server that finds no rollout serves the release that it was built with. */
export type Rollout = z.infer<typeof Rollout>;

const RecordedRollout = Rollout.extend({
  next: NextRelease.extend({
    /** An earlier version recorded the numbers themselves. */
    numbers: z.union([z.int(), z.array(z.string()).transform(({ length }) => length)]),
  }).optional(),
});

/** A rollout as its history has it: how many numbers it listed, and not which. */
export type RecordedRollout = z.infer<typeof RecordedRollout>;

const RolloutChange = z.object({
  rollout: RecordedRollout,
  by: z.string(),
  /** Milliseconds since 1970, by the store's clock. */
  at: z.int(),
});

/** A version of the rollout, with who made it and when. */
export type RolloutChange = z.infer<typeof RolloutChange>;

/** @throws {ReleaseError} if the text is no rollout */
export function readRollout(text: string): Rollout {
  const { data, error } = Rollout.safeParse(parse(text));
  if (data) return data;
  const fields = error.issues.map(({ path }) => path.join(".") || "no JSON object").join(", ");
  throw new ReleaseError(
    "rollout-invalid",
    `The stored rollout is not valid (${fields}), and no server follows it: delete the key “rollout”, and publish again`,
  );
}

/** `undefined` if the text is no change of the rollout. */
export function readRolloutChange(text: string): RolloutChange | undefined {
  return RolloutChange.safeParse(parse(text)).data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Who meets a release from now on. `numbers` are kept where the same release was published to fewer. */
export interface Publication {
  release: ReleaseId;
  to: Audience | "all";
  /** Phone numbers in digits. */
  numbers?: readonly string[] | undefined;
  /** With `"all"`: every other release ends at once, also for members in a form. */
  isNow?: boolean | undefined;
}

/** Whether an open session may not keep this release, because the rollout has ended it. */
export function isEnded(rollout: Rollout | undefined, release: ReleaseId): boolean {
  if (!rollout?.endsOthers) return false;
  return release !== rollout.current && release !== rollout.next?.release;
}

export function toRecorded({ next, ...rollout }: Rollout): RecordedRollout {
  return next ? { ...rollout, next: { ...next, numbers: next.numbers.length } } : rollout;
}

/** The rollout without these numbers; `undefined` if it lists none of them. */
export function withoutNumbers(
  { version, next, ...rollout }: Rollout,
  numbers: readonly string[],
): Rollout | undefined {
  const rest = next?.numbers.filter((number) => !numbers.includes(number));
  if (!next || rest?.length === next.numbers.length) return undefined;
  return { version: version + 1, ...rollout, next: { ...next, numbers: rest ?? [] } };
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
  { release, to, numbers, isNow = false }: Publication,
): Rollout {
  const { version = 0, current, previous, next, endsOthers } = rollout ?? {};
  const isCurrent = rollout !== undefined && current === release;
  if (to === "all")
    return {
      version: version + 1,
      current: release,
      previous: isCurrent ? previous : { release: current },
      ...(isNow && { endsOthers: true }),
    };
  if (to !== "draft" && !(Number.isInteger(to) && to >= 1 && to <= 99))
    throw new RangeError("A share of the contacts is a whole number from 1 to 99 percent");
  const kept = next?.release === release ? next.numbers : [];
  return {
    version: version + 1,
    current,
    previous,
    next: { release, to, numbers: [...(numbers ?? kept)] },
    ...(endsOthers && { endsOthers }),
  };
}

/**
 * The rollout after a revert: nobody meets the next release any more; where there is none, the previous release is
 * current again. `isNow`: what is reverted ends at once. `undefined` where there is nothing to return to.
 */
export function revert(
  { version, current, previous, next, endsOthers }: Rollout,
  { isNow = false }: { isNow?: boolean } = {},
): Rollout | undefined {
  if (next)
    return {
      ...{ version: version + 1, current, previous },
      ...((isNow || endsOthers) && { endsOthers: true }),
    };
  return (
    previous && {
      ...{ version: version + 1, current: previous.release },
      ...(isNow && { endsOthers: true }),
    }
  );
}

/** From 0 to 100: the same for a contact at each share of the same release, and another for another release. */
function percentileOf(release: ReleaseId, contactId: string): number {
  const hash = createHash("sha256").update(`${release} ${contactId}`).digest();
  return (hash.readUInt32BE() / 2 ** 32) * 100;
}
