import type { ReleaseId } from "./release.ts";

/** What a running server can serve. A release becomes current once every live server has it. */
export interface ServerReport {
  serverId: string;
  /** The release that the server was built with. */
  builtIn: ReleaseId;
  /** Every release that it has loaded, `builtIn` included. */
  loaded: ReleaseId[];
  /** The version of the rollout that it follows; 0: none, or without its next release. */
  rolloutVersion: number;
}

/** The reports of all live servers; a report expires if it is not written again. */
export interface ServerReports {
  write(report: ServerReport): Promise<void>;
  /** Deletes the report of a server that stops. */
  remove(serverId: string): Promise<void>;
  list(): Promise<ServerReport[]>;
}
