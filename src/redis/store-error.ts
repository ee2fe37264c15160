import { StoreError } from "../engine/ports.ts";
import { isUnavailable } from "./connection.ts";

/** @throws {StoreError} for an error that means that Redis is away; any other as it is */
export function unavailable(error: unknown): never {
  if (!isUnavailable(error)) throw error;
  throw new StoreError("unavailable", "Redis did not answer, or refused", error);
}
