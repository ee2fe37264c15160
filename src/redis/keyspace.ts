import { withoutSpace } from "../conversation/model/conversation-id.ts";
import type { Lane, WorkKind } from "../conversation/ports/outbox.ts";

/** The deduplication marks of one hour are spread over this many sets: Redis stores up to 512 integers compactly. */
const SEEN_BUCKETS = 256;

/** The deduplication mark of a message. */
export interface SeenMark {
  /** Hours since 1970. */
  hour: number;
  bucket: number;
  /** A signed 64-bit integer. */
  mark: string;
}

/**
 * All keys. For a cluster, this is where a partition's hash tag would go in front of a conversation's keys. An id with
 * a space never becomes part of a key: scripts split lane names at spaces.
 */
export const keyspace = {
  state: (conversationId: string) => `user:${withoutSpace(conversationId)}`,
  lane: (lane: Lane, conversationId: string) => `${lane}:${withoutSpace(conversationId)}`,
  /** The journal, for the operator. */
  journal: (conversationId: string) => `lines:${conversationId}`,
  /** The journal that an earlier version has written. */
  journalStream: (conversationId: string) => `journal:${conversationId}`,
  /** A corrupt record that was set aside, for the operator. */
  corrupt: (conversationId: string) => `corrupt:${conversationId}`,
  /**
   * Lanes or timers by due time: one sorted set for each kind of work. The timers' set has the name of the set that once
   * contained every kind, so that those of an earlier version are found.
   */
  due: (kind: WorkKind) => (kind === "timers" ? "due" : `due:${kind}`),
  /** Which fence holds which lane, and until when. */
  leases: "leases",
  /** Effects that were given up, by time. */
  dead: "dead",
  parked: "parked",
  /** Exists while money calls are paused; its value is the start. */
  paused: "paused",
  /** Exists while a process deletes what is too old. */
  sweep: "sweep",
  /** What operators did. */
  operatorLog: "operator:log",
  seen: ({ hour, bucket }: Pick<SeenMark, "hour" | "bucket">) => `seen:${hour}:${bucket}`,
  /** The hours that have marks. */
  seenHours: "seen:hours",
  seenBuckets: (hour: number) =>
    Array.from({ length: SEEN_BUCKETS }, (_, bucket) => keyspace.seen({ hour, bucket })),
  contact: (contactId: string) => `contact:${contactId}`,
  /** Accounts to which the contact has sent offers. */
  payees: (contactId: string) => `payees:${contactId}`,
  phoneAlias: (phone: string) => `alias:phone:${phone}`,
  /** How many messages of a member arrived within the window. */
  flood: (member: string) => `flood:${member}`,
  userAlias: (userId: string) => `alias:user:${userId}`,
};

/** A lane's name in the sets and hashes that hold many lanes. */
export function laneName(lane: Lane, conversationId: string): string {
  return `${lane} ${conversationId}`;
}

/** The field of the leases that counts the tries of a lane's head: "<token> <attempts> <claims>". */
export function triesField(lane: Lane, conversationId: string): string {
  return `tries ${laneName(lane, conversationId)}`;
}

/** A code as a part of a dead letter, whose parts are separated by spaces. */
export function toCode(code: string): string {
  return code.replaceAll(" ", "_");
}
