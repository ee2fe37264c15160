import type { TurnOptions } from "../conversation/turn/turn.ts";
import type { ReleaseId } from "./release.ts";

/**
 * Loads a stored release. Its `release.identity` is the id that was asked for.
 * @throws {Error} whose message says in one line why the release cannot be served
 */
export type LoadRelease = (id: ReleaseId) => Promise<TurnOptions>;
