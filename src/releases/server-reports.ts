import { z } from "zod";

const ServerReport = z.object({
  serverId: z.string(),
  /** The release that the server was built with. */
  builtIn: z.string(),
  /** Every release that it has loaded, `builtIn` included. */
  loaded: z.array(z.string()),
  /** The version of the rollout that it follows; 0: none, or without its next release. */
  rolloutVersion: z.int(),
});

/** What a running server can serve. A release becomes current once every live server has it. */
export type ServerReport = z.infer<typeof ServerReport>;

/** A report that cannot be read names no release: none becomes current that its server may lack. */
export function readServerReport(text: string): ServerReport {
  const unreadable = { serverId: "unknown", builtIn: "unknown", loaded: [], rolloutVersion: 0 };
  try {
    return ServerReport.parse(JSON.parse(text));
  } catch {
    return unreadable;
  }
}

/** The reports of all live servers; a report expires if it is not written again. */
export interface ServerReports {
  write(report: ServerReport): Promise<void>;
  /** Deletes the report of a server that stops. */
  remove(serverId: string): Promise<void>;
  list(): Promise<ServerReport[]>;
}
