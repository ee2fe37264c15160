import { type FailureEvent, failureOf } from "../conversation/ports/telemetry.ts";

/** A release that is not served, or a rollout that is not followed, with the reason in one line. */
export class ReleaseError extends Error {
  readonly code: "release-refused" | "rollout-invalid";
  override readonly name = "ReleaseError";
  constructor(code: ReleaseError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** What telemetry receives: with the reason of a `ReleaseError`, which has no text of a member. */
export function releaseFailure(where: "release" | "rollout", error: unknown): FailureEvent {
  if (!(error instanceof ReleaseError)) return failureOf(where, error);
  return { kind: "failure", where, code: error.code, cause: error.message };
}
