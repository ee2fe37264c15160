import { StoreError } from "../conversation/ports/store-error.ts";
import type { Failure } from "./atomic-state/atomic-result.ts";
import { isUnavailable } from "./connection.ts";
import { isWord } from "./redis-errors.ts";

/**
 * @throws {StoreError} for an error which means that Redis is unreachable or refuses to work; its reason is Redis's
 * error code. Any other error unchanged
 */
export function unavailable(error: unknown): never {
  if (!isUnavailable(error)) throw error;
  const message = "Redis did not answer, or refused";
  throw new StoreError("unavailable", message, { cause: error, reason: reasonOf(error) });
}

/** An operation of the state manager that failed for a reason other than a conflict. */
export function storeErrorOf({
  code,
  message,
  cause,
}: Pick<Failure, "message" | "cause"> & { code: StoreError["code"] }): StoreError {
  return new StoreError(code, message, { cause, reason: reasonOf(cause) });
}

/** `tryTwice` has set Redis's error code there; errors of the network have a code of the system. */
function reasonOf(error: unknown): string | undefined {
  const { code }: { code?: unknown } = Object(error);
  return isWord(code) ? code : undefined;
}
