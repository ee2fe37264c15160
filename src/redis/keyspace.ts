import { withoutSpace } from "../conversation/model/conversation-id.ts";
import type { Lane, WorkKind } from "../conversation/ports/outbox.ts";

/** Marks of one hour are spread over this many sets: Redis keeps a set of up to 512 integers compact. */
const SEEN_BUCKETS = 256;

/** A message's mark among those that were seen. */
export interface SeenMark {
  /** Hours since 1970. */
  hour: number;
  bucket: number;
  /** A signed 64-bit integer. */
  mark: string;
}

/**
 * Every key there is. A cluster would put its partition's hash tag in front of a conversation's keys here. No key of
 * a conversation is made for an id with a space: scripts split the names of lanes at spaces.
 */
export const keyspace = {
  state: (conversationId: string) => `user:${withoutSpace(conversationId)}`,
  lane: (lane: Lane, conversationId: string) => `${lane}:${withoutSpace(conversationId)}`,
  /** What happened in a conversation, for the operator. */
  journal: (conversationId: string) => `journal:${conversationId}`,
  /** What stood in the record's place and could not be read, for the operator. */
  corrupt: (conversationId: string) => `corrupt:${conversationId}`,
  /**
   * Lanes or timers by the time at which they are due: one sorted set for each kind of work. Timers have the
   * name of the set that once held every kind, so that those of an earlier version are found.
   */
  due: (kind: WorkKind) => (kind === "timers" ? "due" : `due:${kind}`),
  /** Who works on which lane, and until when. */
  leases: "leases",
  /** Effects that were given up, by the time. */
  dead: "dead",
  parked: "parked",
  /** There while money calls are paused: since when. */
  paused: "paused",
  seen: ({ hour, bucket }: Pick<SeenMark, "hour" | "bucket">) => `seen:${hour}:${bucket}`,
  /** The hours that have marks. */
  seenHours: "seen:hours",
  seenBuckets: (hour: number) =>
    Array.from({ length: SEEN_BUCKETS }, (_, bucket) => keyspace.seen({ hour, bucket })),
  contact: (contactId: string) => `contact:${contactId}`,
  /** Accounts that the contact has sent offers to. */
  payees: (contactId: string) => `payees:${contactId}`,
  phoneAlias: (phone: string) => `alias:phone:${phone}`,
  /** How many messages of a member came within a minute. */
  flood: (member: string) => `flood:${member}`,
  userAlias: (userId: string) => `alias:user:${userId}`,
};
