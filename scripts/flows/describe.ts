import type { ReleaseId } from "../../src/releases/release.ts";
import type { RecordedRollout, Rollout } from "../../src/releases/rollout.ts";

/** Who meets a release. Numbers are counted, not shown. */
export function audienceLine(rollout: Rollout | undefined, id: ReleaseId): string {
  if (rollout?.current === id) return "current";
  if (rollout?.next?.release === id) {
    const { to, numbers } = rollout.next;
    const share = to === "draft" ? "draft" : `${to} %`;
    return `${share}, numbers: ${numbers.length}`;
  }
  if (rollout?.previous?.release === id) return "nobody; a revert returns to it";
  return "nobody";
}

/** A version of the rollout in one line, with releases by number. */
export function rolloutLine(
  { current, next, endsOthers }: RecordedRollout,
  numberOf: (id: ReleaseId) => number | undefined,
): string {
  const name = (id: ReleaseId) => `release ${numberOf(id) ?? id}`;
  const meets = current === undefined ? "each server's own release" : name(current);
  const end = endsOthers ? "; every other release has ended" : "";
  if (!next) return `${meets} for all${end}`;
  const share = next.to === "draft" ? "draft" : `${next.to} %`;
  return `${meets}, and ${name(next.release)} for ${share}, numbers: ${next.numbers}${end}`;
}
