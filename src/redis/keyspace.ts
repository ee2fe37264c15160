import { contactIdOf, withoutSpace } from "../conversation/model/conversation-id.ts";
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
 * The keys of one partition. Each begins with `tag`: nothing on a single Redis, where the names are those of the
 * specification; a hash tag on a cluster, where one partition is one slot. An id with a space never becomes part of a
 * key: scripts split lane names at spaces.
 */
export interface Keyspace {
  tag: string;
  state(conversationId: string): string;
  lane(lane: Lane, conversationId: string): string;
  /** The journal, for the operator. */
  journal(conversationId: string): string;
  /** The journal that an earlier version has written. */
  journalStream(conversationId: string): string;
  /** A corrupt record that was set aside, for the operator. */
  corrupt(conversationId: string): string;
  /**
   * Lanes or timers by due time: one sorted set for each kind of work. The timers' set has the name of the set that
   * once contained every kind, so that those of an earlier version are found.
   */
  due(kind: WorkKind): string;
  /** Which fence holds which lane, and until when. */
  leases: string;
  /** Effects that were given up, by time. */
  dead: string;
  parked: string;
  /** Exists while money calls are paused; its value is the start. */
  paused: string;
  /** Exists while a process deletes what is too old. */
  sweep: string;
  /** What operators did. */
  operatorLog: string;
  /** The counts of a day. */
  numbers(day: string): string;
  /** Which releases each server has loaded. */
  servers: string;
  /** The manifests of the published releases, by id. */
  releases: string;
  /** The published releases themselves, by id. */
  releaseBundles: string;
  rollout: string;
  rolloutHistory: string;
  /** Exists while data is being moved here. */
  migration: string;
  seen(set: Pick<SeenMark, "hour" | "bucket">): string;
  /** The hours that have marks. */
  seenHours: string;
  seenBuckets(hour: number): string[];
  contact(contactId: string): string;
  /** Accounts to which the contact has sent offers. */
  payees(contactId: string): string;
  phoneAlias(phone: string): string;
  userAlias(userId: string): string;
  /** How many messages of a member arrived within the window. */
  flood(member: string): string;
}

function createKeyspace(tag: string): Keyspace {
  const seen = ({ hour, bucket }: Pick<SeenMark, "hour" | "bucket">) =>
    `${tag}seen:${hour}:${bucket}`;
  return {
    tag,
    state: (conversationId) => `${tag}user:${withoutSpace(conversationId)}`,
    lane: (lane, conversationId) => `${tag}${lane}:${withoutSpace(conversationId)}`,
    journal: (conversationId) => `${tag}lines:${conversationId}`,
    journalStream: (conversationId) => `${tag}journal:${conversationId}`,
    corrupt: (conversationId) => `${tag}corrupt:${conversationId}`,
    due: (kind) => (kind === "timers" ? `${tag}due` : `${tag}due:${kind}`),
    leases: `${tag}leases`,
    dead: `${tag}dead`,
    parked: `${tag}parked`,
    paused: `${tag}paused`,
    sweep: `${tag}sweep`,
    operatorLog: `${tag}operator:log`,
    numbers: (day) => `${tag}numbers:${day}`,
    servers: `${tag}servers`,
    releases: `${tag}releases`,
    releaseBundles: `${tag}releases:bundles`,
    rollout: `${tag}rollout`,
    rolloutHistory: `${tag}rollout:history`,
    migration: `${tag}migration`,
    seen,
    seenHours: `${tag}seen:hours`,
    seenBuckets: (hour) =>
      Array.from({ length: SEEN_BUCKETS }, (_, bucket) => seen({ hour, bucket })),
    contact: (contactId) => `${tag}contact:${contactId}`,
    payees: (contactId) => `${tag}payees:${contactId}`,
    phoneAlias: (phone) => `${tag}alias:phone:${phone}`,
    userAlias: (userId) => `${tag}alias:user:${userId}`,
    flood: (member) => `${tag}flood:${member}`,
  };
}

/** The keys of a single Redis: the specification's names. */
export const keyspace = createKeyspace("");

/** Which partition has which keys. A script touches one partition. */
export interface Partitions {
  all: readonly Keyspace[];
  /** The partition of a conversation, or of its contact's or member's other keys. */
  of(id: string): Keyspace;
  /** The partition of all contacts, aliases and the operators' log: a merge is one script. */
  directory: Keyspace;
  /** Whether contacts and conversations are in different partitions. */
  isDivided: boolean;
}

export const SINGLE_PARTITION: Partitions = {
  all: [keyspace],
  of: () => keyspace,
  directory: keyspace,
  isDivided: false,
};

/**
 * As many as share the load of up to some eight masters; each process asks each of them for due work at every pass. A
 * stored conversation is found by this number: it must not change.
 */
const CLUSTER_PARTITIONS = 16;

export const CLUSTER_PARTITIONING: Partitions = createClusterPartitioning();

function createClusterPartitioning(): Partitions {
  const all = Array.from({ length: CLUSTER_PARTITIONS }, (_, number) =>
    createKeyspace(`{p${number}}`),
  );
  const directory = createKeyspace("{contacts}");
  const of = (id: string) => all[checksum(contactIdOf(id)) % all.length] ?? directory;
  return { all, of, directory, isDivided: true };
}

/** FNV-1a of 32 bits. */
function checksum(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++)
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return sum;
}

/** A key without its hash tag. */
export function withoutTag(key: string): string {
  return key.replace(/^\{\w+\}/, "");
}

/** A lane's name in the sets and hashes that hold many lanes. */
export function laneName(lane: Lane, conversationId: string): string {
  return `${lane} ${conversationId}`;
}

/**
 * The field of the leases that counts the tries of a lane's head: "<token> <attempts> <claims>", and after another
 * space its failures as JSON.
 */
export function triesField(lane: Lane, conversationId: string): string {
  return `tries ${laneName(lane, conversationId)}`;
}

/** A code as a part of a dead letter, whose parts are separated by spaces. */
export function toCode(code: string): string {
  return code.replaceAll(" ", "_");
}
