import type { Keyspace, Partitions } from "../keyspace.ts";

/** Where a key of a single Redis belongs in another state. */
export type Placement =
  /** In each of these partitions, as it is. */
  | { kind: "whole"; partitions: readonly Keyspace[] }
  /** Each of its members in the partition of the conversation that it names. */
  | { kind: "divided"; conversationOf: (member: string) => string }
  /** Nowhere: it is a lock, or too old to matter. */
  | { kind: "left" }
  /** None of ours. */
  | { kind: "foreign" };

export interface PlacementOptions {
  partitions: Partitions;
  /** The first hour, since 1970, whose deduplication marks still matter. */
  firstHour: number;
}

/** Says where a key belongs whose name has no hash tag. */
export function placeKey(key: string, { partitions, firstHour }: PlacementOptions): Placement {
  const { of, all, directory } = partitions;
  const [family = "", ...rest] = key.split(":");
  const id = rest.join(":");
  switch (family) {
    case "user":
    case "replies":
    case "calls":
    case "unsettled":
    case "lines":
    case "journal":
    case "corrupt":
    case "payees":
    case "flood":
      return { kind: "whole", partitions: [of(id)] };
    case "contact":
    case "alias":
    case "operator":
    case "releases":
    case "rollout":
      return { kind: "whole", partitions: [directory] };
    case "numbers":
      // The reader adds up the partitions, so that one can have them all.
      return { kind: "whole", partitions: all.slice(0, 1) };
    case "paused":
      return { kind: "whole", partitions: all };
    case "seen":
      // On a single Redis nothing says to which conversation a mark belongs.
      return id === "hours" || Number(rest[0]) >= firstHour
        ? { kind: "whole", partitions: all }
        : { kind: "left" };
    case "due":
      return { kind: "divided", conversationOf: (name) => name.split(" ")[1] ?? "" };
    case "leases":
      return { kind: "divided", conversationOf: (field) => field.split(" ").at(-1) ?? "" };
    case "dead":
      return { kind: "divided", conversationOf: (letter) => letter.split(" ")[2] ?? "" };
    case "parked":
      return { kind: "divided", conversationOf: conversationOfParked };
    case "sweep":
    case "servers":
      return { kind: "left" };
    default:
      return { kind: "foreign" };
  }
}

function conversationOfParked(text: string): string {
  try {
    const { conversationId }: { conversationId?: unknown } = Object(JSON.parse(text));
    return String(conversationId ?? "");
  } catch {
    return "";
  }
}
