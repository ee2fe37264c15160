import {
  ADMISSION,
  AT_MOST_ONCE_LEASE_MS,
  CREDEX,
  HTTP,
  KEEP_DEDUPLICATION_MS,
  LEASE_MS,
  MAX_MESSAGE_AGE_MS,
  POOL_LIMITS,
  QUESTION_GRACE_MS,
  REDIS,
  RELEASES,
  SEND_WITHIN_MS,
  WHATSAPP,
} from "./policy.ts";

const SECOND_MS = 1_000;

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
  windowMs: WHATSAPP.windowMs,
  stoppedTries: WHATSAPP.tries.stopped,
  stoppedRetryMs: WHATSAPP.stoppedRetryMs,
  credexRequestMs: CREDEX.requestMs,
  credexReadMs: CREDEX.readMs,
  deduplicationMs: KEEP_DEDUPLICATION_MS,
  commandMs: REDIS.commandMs,
  silenceMs: REDIS.silenceMs,
  replicasMs: REDIS.replicasMs,
  graceMs: HTTP.graceMs,
  drainMs: HTTP.drainMs,
  bodyMs: HTTP.bodyMs,
  requestMs: HTTP.requestMs,
  whatsappBodyBytes: HTTP.whatsappBodyBytes,
  unverifiedBytes: HTTP.unverifiedBytes,
  unverifiedRequests: HTTP.unverifiedRequests,
  admittedBytes: ADMISSION.bytes,
  admittedWebhooks: ADMISSION.webhooks,
  serverReportEveryMs: RELEASES.reportEveryMs,
  serverReportMs: RELEASES.reportMs,
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
    (p) => p.commandMs > 2 * p.replicasMs,
    "A commit that waits for replicas times out, and those behind it",
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
    (p) => p.stoppedTries * p.stoppedRetryMs >= p.windowMs,
    "A reply is given up while its number is stopped, although it could still be delivered",
  ],
  [
    (p) => p.unverifiedBytes >= p.whatsappBodyBytes && p.admittedBytes >= p.whatsappBodyBytes,
    "The largest webhook of Meta does not fit into the memory for webhooks",
  ],
  [
    (p) => p.unverifiedRequests >= p.admittedWebhooks,
    "Fewer requests may arrive than may be in progress",
  ],
  [
    (p) => p.serverReportMs >= 2 * p.serverReportEveryMs + p.commandMs,
    "The report of a live server expires: a release becomes current before that server has it",
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
