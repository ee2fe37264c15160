import {
  AT_MOST_ONCE_LEASE_MS,
  KEEP_DEDUPLICATION_MS,
  LEASE_MS,
  MAX_MESSAGE_AGE_MS,
  POOL_LIMITS,
  QUESTION_GRACE_MS,
  SEND_WITHIN_MS,
} from "./conversation/policy.ts";

/**
 * Every time, size and count of what surrounds the conversation, and how they depend on each other. Those of the
 * conversation itself are in `conversation/policy.ts`, those that an operator sets in `config.ts`, and those that
 * WhatsApp sets in `whatsapp/limits.ts`.
 */

const SECOND_MS = 1_000;
const HOUR_MS = 60 * 60 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;
const KIB = 1024;
const MIB = 1024 * KIB;

export const HTTP = {
  /** A request that takes longer to arrive is cut. The body of a webhook has a shorter limit of its own. */
  requestMs: 10 * SECOND_MS,
  headersMs: 5 * SECOND_MS,
  /** After SIGTERM: requests are still accepted until load balancers see that `/ready` answers 503. */
  graceMs: 750,
  /** After SIGTERM: longer than a send to WhatsApp may take. */
  drainMs: 15 * SECOND_MS,
  /** Requests that are not verified yet: as many as may be in progress once verified, so that no burst is cut. */
  unverifiedRequests: 512,
  unverifiedBytes: 8 * MIB,
  bodyMs: 3 * SECOND_MS,
  /** The largest body of Meta, 3 MB, gets 15 seconds. */
  bodyBytesPerSecond: 256 * KIB,
  /** Meta sends up to 3 MB. */
  whatsappBodyBytes: 4 * MIB,
  /** Some thousand notifications. */
  credexBodyBytes: MIB,
  retryAfterSeconds: 1,
  /** Refused requests are logged once in this time. */
  shedReportMs: SECOND_MS,
} as const;

/** When a webhook is refused although it could be read. */
export const ADMISSION = {
  webhooks: 512,
  /** Read and parsed, a body takes several times its size. */
  bytes: 64 * MIB,
  /** credex-core's bodies are small. */
  credex: { maxWebhooks: 128, maxBytes: 16 * MIB },
  /** The oldest reply may be late by this. */
  replyDelayMs: 10 * SECOND_MS,
  /** So many failures of the store without a commit between them are no accident. */
  storeFailures: 5,
  /** While the store fails, one webhook is let in so often, to see whether it still does. */
  storeRetryMs: SECOND_MS,
} as const;

export const REDIS = {
  commandMs: 600,
  connectMs: 600,
  /** A connection on which nothing arrives for so long is dead, even if TCP has not noticed yet. */
  silenceMs: 2 * SECOND_MS,
  reconnectMs: SECOND_MS,
  /** A command that was cut may be repeated within this time. */
  repeatMs: 300,
  /** For the second connection that `STATE_LOCK=watch` needs. */
  watchConnectMs: 800,
  databaseCheckMs: 2 * SECOND_MS,
  /** Probes come from outside, so they must not be able to load Redis. */
  readinessCacheMs: 500,
  deadLetterMs: 30 * DAY_MS,
  /** Parked events beyond these are dropped, the oldest first. */
  parkedEvents: 10_000,
  journalEntries: 128,
  journalSeconds: (7 * DAY_MS) / SECOND_MS,
} as const;

export const WHATSAPP = {
  /** For one request, waiting for a connection included. */
  requestMs: 10 * SECOND_MS,
  /** One for each reply and timer in flight, and for each read mark. */
  connections: 128,
  /** A read mark is a courtesy: beyond so many in flight none is sent. */
  readMarks: 16,
  /** Attempts of a send that gets no answer. */
  noAnswerTries: 10,
  /** An answer is some hundred bytes. */
  answerBytes: 256 * KIB,
  /** WhatsApp accepts no message to a member who wrote longer ago than this. */
  windowMs: DAY_MS,
} as const;

export const CREDEX = {
  /** For one request, from connecting to the last byte of the answer. */
  requestMs: 5 * SECOND_MS,
  /** For a read with its retries. */
  readMs: 19 * SECOND_MS,
  /** A profile with many accounts, or a page of a ledger, is some ten thousand bytes. */
  answerBytes: 4 * MIB,
  /** A token with less left than this may have expired when it arrives. */
  tokenLeftMs: 10 * SECOND_MS,
  breakAfterFailures: 5,
  halfOpenAfterMs: 10 * SECOND_MS,
} as const;

/** Notifications that a member gets one by one. */
export const NOTIFICATIONS = { perHour: 10 } as const;

const policy = {
  replyLeaseMs: LEASE_MS.replies,
  callLeaseMs: LEASE_MS.calls,
  moneyLeaseMs: AT_MOST_ONCE_LEASE_MS,
  sendWithinMs: SEND_WITHIN_MS,
  maxMessageAgeMs: MAX_MESSAGE_AGE_MS,
  questionGraceMs: QUESTION_GRACE_MS,
  repliesInFlight: POOL_LIMITS.replies.inFlight,
  timersInFlight: POOL_LIMITS.timers.inFlight,
  whatsappRequestMs: WHATSAPP.requestMs,
  whatsappConnections: WHATSAPP.connections,
  readMarks: WHATSAPP.readMarks,
  credexRequestMs: CREDEX.requestMs,
  credexReadMs: CREDEX.readMs,
  deduplicationMs: KEEP_DEDUPLICATION_MS,
  commandMs: REDIS.commandMs,
  silenceMs: REDIS.silenceMs,
  graceMs: HTTP.graceMs,
  drainMs: HTTP.drainMs,
  bodyMs: HTTP.bodyMs,
  requestMs: HTTP.requestMs,
  whatsappBodyBytes: HTTP.whatsappBodyBytes,
  unverifiedBytes: HTTP.unverifiedBytes,
  unverifiedRequests: HTTP.unverifiedRequests,
  admittedBytes: ADMISSION.bytes,
  admittedWebhooks: ADMISSION.webhooks,
};

export type Policy = { [name in keyof typeof policy]: number };

/** What has to hold between these numbers, and what breaks where it does not. */
const relations: [holds: (policy: Policy) => boolean, problem: string][] = [
  [
    (p) => p.sendWithinMs >= p.whatsappRequestMs + SECOND_MS,
    "A send has less time than a request to WhatsApp: a reply that arrived would count as not answered",
  ],
  [
    (p) => p.replyLeaseMs >= p.sendWithinMs + 2 * SECOND_MS,
    "The lease of a reply ends before its send: another process would send a later reply first",
  ],
  [
    (p) => p.callLeaseMs >= p.credexReadMs + p.credexRequestMs + SECOND_MS,
    "The lease of a call ends before a read with its retries and a login",
  ],
  [
    (p) => p.moneyLeaseMs >= 2 * p.credexRequestMs + SECOND_MS,
    "The lease of a money call ends before its request: another process would take it over",
  ],
  [
    (p) => p.deduplicationMs > p.maxMessageAgeMs,
    "A deduplication mark expires before its message is too old: the message would run twice",
  ],
  [
    (p) => p.maxMessageAgeMs > p.questionGraceMs,
    "The grace of a question is longer than a message may be old",
  ],
  [
    (p) => p.silenceMs > p.commandMs,
    "A connection to Redis counts as dead before a command times out",
  ],
  [
    (p) => p.drainMs > p.graceMs + p.sendWithinMs,
    "The drain ends before a send: a reply would be sent twice",
  ],
  [(p) => p.bodyMs < p.requestMs, "A request is cut before its body is late"],
  [
    (p) => p.whatsappConnections >= p.repliesInFlight + p.timersInFlight + p.readMarks,
    "WhatsApp has fewer connections than replies, timers and read marks in flight",
  ],
  [
    (p) => p.unverifiedBytes >= p.whatsappBodyBytes && p.admittedBytes >= p.whatsappBodyBytes,
    "The largest webhook of Meta does not fit into the memory for webhooks",
  ],
  [
    (p) => p.unverifiedRequests >= p.admittedWebhooks,
    "Fewer requests may arrive than may be in progress",
  ],
];

/** The relations that do not hold, in one sentence each. */
export function findPolicyProblems(changes: Partial<Policy> = {}): string[] {
  const changed = { ...policy, ...changes };
  return relations.filter(([holds]) => !holds(changed)).map(([, problem]) => problem);
}

/** @throws {Error} where a relation between the numbers does not hold, so that no server starts with it */
export function assertPolicy(): void {
  const problems = findPolicyProblems();
  if (problems.length > 0)
    throw new Error(`The policy contradicts itself:\n${problems.join("\n")}`);
}
