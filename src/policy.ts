import type { Lane, WorkKind } from "./conversation/ports/outbox.ts";

/**
 * Every time, size and count, each with its reason: first those of the conversation, then those around it. An operator
 * sets those in `config.ts`, whose defaults are here. Those that WhatsApp sets are in `whatsapp/limits.ts`. What has to
 * hold between them is in `policy-relations.ts`.
 */

const SECOND_MS = 1_000;
const HOUR_MS = 60 * 60 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;
const KIB = 1024;
const MIB = 1024 * KIB;

export interface PoolLimit {
  /** How many lanes or timers are in flight at once. */
  inFlight: number;
  /** How many of these places only new work may take while older work waits. */
  reserved: number;
  /** How many one pass takes up. */
  perPass: number;
}

export const POOL_LIMITS: { [kind in WorkKind]: PoolLimit } = {
  /**
   * A send takes between 0.1 and 10 s and little CPU time. The channel has as many connections as replies and
   * timers have places, so a send in flight never waits for another. A quarter is for members who have just
   * written: after an outage, their answers do not wait for the backlog, nor the backlog for them.
   */
  replies: { inFlight: 96, reserved: 24, perPass: 96 },
  /**
   * A call in flight costs a socket here and work at the other system. At 3 s an answer, 128 calls are 43 answers a
   * second. Calls are taken in the order of their commits, because each of them has a member who waits.
   */
  calls: { inFlight: 128, reserved: 0, perPass: 128 },
  /** Reconciliation is rare and not urgent, but it must progress while calls fill their own pool. */
  unsettled: { inFlight: 16, reserved: 0, perPass: 16 },
  /**
   * A timer costs a turn and a reply, some 5 ms of CPU time, and nobody waits for it. 5 a pass are 100 a
   * second: half of one CPU when thousands are due at once. 16 in flight cover sends of 160 ms at that rate.
   */
  timers: { inFlight: 16, reserved: 0, perPass: 5 },
};

/**
 * While the event loop is busy for more than this share of the time, a pass takes up one timer: half of the CPU is
 * for live traffic, and 20 timers a second still fire however much of that there is.
 */
export const BUSY_SHARE = 0.5;
export const TIMERS_PER_BUSY_PASS = 1;

/** A wake-up starts most work at once, so a pass finds retries, timers and what another process left. */
export const PASS_EVERY_MS = 250;
/** While work is due that found no place, places that become free must not stay empty for long. */
export const NEXT_PASS_MS = 50;

/** Longer than a send may take, or a read with its retries, or the login before a call that is sent at most once. */
export const LEASE_MS: { [lane in Lane]: number } = {
  replies: 13_000,
  calls: 25_000,
  unsettled: 25_000,
};
/** Due work that was found is due again after this, in case its finder dies before it starts. */
export const DUE_AGAIN_MS = 5_000;

/** A call that is sent at most once does not leave after this. */
export const AT_MOST_ONCE_START_BY_MS = 60_000;
/**
 * A read that has waited this long ends as `away`. A slow system then answers the members of the last
 * 20 s instead of a queue that grows; a member waits at most this long and then for one call.
 */
export const READ_START_BY_MS = 20_000;
/** Longer than a call that is sent at most once may take. After a 401 it is marked and held again. */
export const AT_MOST_ONCE_LEASE_MS = 15_000;
/** The first lookup of a call without an answer; each later one waits twice as long as the one before. */
export const FIRST_LOOK_MS = 5_000;

/** A turn is tried this often when other processes commit first. */
export const TURN_ATTEMPTS = 3;
/** An older message or notification is not run: its deduplication mark may have expired by then. */
export const MAX_MESSAGE_AGE_MS = 24 * 60 * 60 * 1_000;
/** Events between a machine and its forms in one turn. */
export const MAX_EVENTS_IN_TURN = 1_000;
/** Microsteps of one event. */
export const MAX_MICROSTEPS = 1_000;

/**
 * A text that is older than the open question by more than this answers nothing: clocks differ, and Meta's times are
 * whole seconds.
 */
export const QUESTION_GRACE_MS = 5_000;
/** A message that was on its way for longer was held up; less may be two clocks that differ. */
export const REPEATED_AFTER_MS = 90_000;

/** The time that a send may take in all. */
export const SEND_WITHIN_MS = 11_000;
/** How often a reply is started again because its lease was too short for its next form. */
export const FORM_TRIES = 4;
/**
 * An effect that was claimed so often and never settled kills its worker: a reply becomes a dead letter, and a call ends
 * without an answer.
 */
export const MAX_CLAIMS = 8;
/** How long a delivery report may come in for a reply whose send got no answer; then it is sent again. */
export const REPORT_WITHIN_MS = 5_000;
export const FIRST_RETRY_MS = 1_000;
export const LONGEST_RETRY_MS = 5 * 60_000;
/** How often, and how far apart, the answer to a call is offered to a store that is unreachable. */
export const KEEP_ANSWER_TRIES = 60;
export const KEEP_ANSWER_EVERY_MS = 500;

/** Longer than a message may be run after it was written. */
export const KEEP_DEDUPLICATION_MS = 48 * 60 * 60 * 1_000;
/** Marks are kept by the hour. */
export const SWEEP_EVERY_MS = 60 * 60 * 1_000;
/** After a sweep that failed: a server that starts while Redis is busy does not wait an hour. */
export const SWEEP_AGAIN_MS = 10_000;
/** How long a call that was sent and got no answer is reconciled. */
export const RECONCILE_FOR_MS = 300_000;

/** When a process of `WEB_CONCURRENCY` that died is started again. */
export const WORKERS = {
  restartMs: 250,
  /** The delay doubles with each death of a process that lived shorter than `soonMs`, up to this. */
  longestRestartMs: 30 * SECOND_MS,
  soonMs: 10 * SECOND_MS,
} as const;

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
  /** A cluster is asked again which node has which slot: after a failover, the new one is known by then. */
  slotsRefreshMs: SECOND_MS,
  /** While the nodes of a cluster are connected. */
  nodesCheckMs: 10,
  /** A command that was cut may be repeated within this time. */
  repeatMs: 300,
  /** For how long a commit waits for replicas. WAIT blocks its connection. */
  replicasMs: 100,
  /** After replicas did not confirm in time, commits do not wait for so long. */
  replicasRestMs: SECOND_MS,
  /** Commits that no replica confirmed are logged once in this time. */
  unreplicatedReportMs: SECOND_MS,
  /** For the second connection that `STATE_LOCK=watch` needs. */
  watchConnectMs: 800,
  databaseCheckMs: 2 * SECOND_MS,
  /** Probes come from outside, so they must not be able to load Redis. */
  readinessCacheMs: 500,
  deadLetterMs: 30 * DAY_MS,
  parkedMs: 30 * DAY_MS,
  /** A sweep takes seconds; after this, the process that began it has died. */
  sweepLockMs: 5 * 60 * SECOND_MS,
  /** Parked events beyond these are dropped, the oldest first. */
  parkedEvents: 10_000,
  /** A corrupt state is kept for an operator. */
  corruptSeconds: (7 * DAY_MS) / SECOND_MS,
  /** The mark of a message of the far future. Meta stops delivering a message again after seven days. */
  farMarkSeconds: (8 * DAY_MS) / SECOND_MS,
  journalEntries: 128,
  journalSeconds: (7 * DAY_MS) / SECOND_MS,
} as const;

const KEPT_NUMBERS_DAYS = 90;

/** Counts of turns, by day and release. */
export const NUMBERS = {
  /** Harare's time, all year: a day begins at midnight where the members live. */
  utcOffsetMs: 2 * HOUR_MS,
  keptDays: KEPT_NUMBERS_DAYS,
  /** The day's own seconds are left over, so that the last turn of a day is kept for as many days as the first. */
  keptSeconds: ((KEPT_NUMBERS_DAYS + 1) * DAY_MS) / SECOND_MS,
  /**
   * Different counts of a day, for each partition; what is counted beyond them is added up in one. A chaos run
   * counts 130 for one release in one language: two releases in three languages fit three times over.
   */
  fieldsADay: 3_000,
  /** Outside development the playground shows no count below this one, and rounds the others down to a multiple of it. */
  blurBelow: 5,
  /** How many days the playground adds up at once, and reads in a minute for all viewers: a server is at work beside it. */
  shownDays: 30,
  readDaysAMinute: 300,
  /** How many releases the playground lists, those with the most turns. */
  shownReleases: 20,
  /** Upper limits of the times to answer, each twice the one before: a median is known to half of itself. */
  answerLimitsMs: [5, 10, 20, 40, 80, 160, 320].map((seconds) => seconds * SECOND_MS),
} as const;

/**
 * When a release that is rolled out is withdrawn by the servers: it does worse than the one before at the same states.
 */
export const HALTING = {
  lookEveryMs: 10 * SECOND_MS,
  /** Turns, or replies, below which nothing is said: what happens once in a hundred has happened four times by then. */
  sample: 400,
  /** How much more often than under the release before, as a share of turns, or of replies for `dead`. */
  bounds: { restarted: 0.01, dead: 0.02, timedOut: 0.05, cancelled: 0.1 },
  /** And by how many standard deviations: one look in a million finds that by chance, and there are 8,640 a day. */
  deviations: 5,
  /** The ways by which a member leaves a form without an answer. */
  cancelling: ["cancel", "home", "choice.cancel"],
} as const;

export const WHATSAPP = {
  /** For one request, waiting for a connection included. */
  requestMs: 10 * SECOND_MS,
  /** One for each reply and timer in flight, and for each read mark. */
  connections: 128,
  /** A read mark is a courtesy: beyond so many in flight none is sent. */
  readMarks: 16,
  /**
   * Attempts of a reply that fail for one reason, whatever else it fails for: rate limits; an error of Meta that
   * passes; one that Meta cannot explain, which may be about the reply; a gateway before Meta; no answer at all; and a
   * number from which Meta accepts nothing until somebody acts.
   */
  tries: { rate: 10, passing: 4, unknown: 2, gateway: 4, no_answer: 10, stopped: 288 },
  stoppedRetryMs: 5 * 60 * SECOND_MS,
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

/** A session and its token end this long after the member's last event: the specification's five minutes. */
export const SESSION_SECONDS = 300;

/** Conversations whose newest token a process remembers, at some 700 bytes each. */
export const RECENT_TOKENS = 10_000;

/**
 * How many bytes of JSON a process remembers of the records that it has committed last: of some 6,000 records of
 * 2.5 kB, which take about 50 MB.
 */
export const RECENT_RECORDS_SIZE = 16 * MIB;

/** When a member wrote last is stored again only if it is this much later: not every message causes a write. */
export const HEARD_EVERY_MS = 60_000;

/** Messages of one member; those beyond are not read until the minute is over. */
export const MEMBER_MESSAGES_PER_MINUTE = 30;

/** Spans of traces on their way to the collector. */
export const TRACES = {
  /** A process that is killed loses what it has not exported. */
  exportEveryMs: SECOND_MS,
  /** A span is some 500 bytes of JSON. */
  batch: 512,
  /** Beyond, spans are dropped: more than a process records while a request to the collector times out. */
  queue: 16_384,
  requestMs: 5 * SECOND_MS,
} as const;

const BUNDLE_BYTES = 4 * MIB;
const MANIFEST_BYTES = 64 * KIB;

/** How servers follow the rollout of releases. */
export const RELEASES = {
  /** A published release reaches every server within a second, at two small reads a second. */
  lookEveryMs: SECOND_MS / 2,
  /** While the rollout cannot be read, the first turns of a server wait for it until so long after its start. */
  openMs: 5 * SECOND_MS,
  /** A release that could not be loaded is tried again after this. */
  retryMs: 5 * SECOND_MS,
  reportEveryMs: 5 * SECOND_MS,
  /** The report of a server that is killed counts for this long. */
  reportMs: 15 * SECOND_MS,
  /**
   * Of 0.1 MB each: months of releases, in a hundredth of 256 MB of Redis. Those that the rollout names stay beyond it.
   */
  kept: 24,
  /** Twenty times what the machines and the copy of this project need. */
  bundleBytes: BUNDLE_BYTES,
  /** Of the report in the manifest, and the characters of each. */
  reportLines: 200,
  reportLineLength: 100,
  /** The report, with three bytes a character. */
  manifestBytes: MANIFEST_BYTES,
  /** Both in one JSON text, in which quotes, backslashes and line ends take two bytes. */
  storedBytes: 2 * (BUNDLE_BYTES + MANIFEST_BYTES),
  /** To evaluate a bundle: it takes some 10 ms. */
  evaluationMs: 2 * SECOND_MS,
  evaluationMib: 64,
  /** Characters of the reason why a release is refused. */
  reasonLength: 300,
  /** How long a publication waits until every server has loaded the release: six times what one load may take. */
  loadedMs: 30 * SECOND_MS,
  /** Changes of the rollout that are kept. */
  history: 1_000,
} as const;

export const METRICS = {
  /** Members whose answer is awaited by the metrics: more than a process serves within the time below. */
  answers: 10_000,
  /** After this, the next reply is no answer to the message. */
  answerMs: 5 * 60 * SECOND_MS,
} as const;

export const OPERATOR = {
  /** Dead letters and parked events that a command reads at once. */
  chunk: 500,
  /** `flows:rehearse --live` leaves Redis to the servers for so long after each of these. */
  scanPauseMs: 2,
  /** Keys or entries that `migrate` copies at once. */
  copies: 100,
  /** Those of a page, unless the command says otherwise. */
  page: 50,
  /** What operators did is kept so long, for reviews. */
  logEntries: 1_000,
  /** Messages in progress may add to what `forget` has deleted: it looks again, so often and after such pauses. */
  forgetPasses: 5,
  forgetPauseMs: SECOND_MS,
  /** `forget` waits for money calls: longer than they are reconciled. */
  forgetWaitMs: 400 * SECOND_MS,
  /** How long a connection to Redis may take. */
  connectMs: 5 * SECOND_MS,
} as const;

export const DOCTOR = {
  /** For each answer. */
  waitMs: 10 * SECOND_MS,
  /** Late answers are asked again from five seconds on: a clock should differ by far less. */
  clockMs: 2 * SECOND_MS,
  /** Beyond this share of its memory, Redis soon evicts sessions. */
  memoryShare: 0.85,
  /** A certificate is renewed within this time. */
  certificateMs: 14 * DAY_MS,
  /** The oldest that the tests run with. */
  redisVersion: 7,
} as const;

/** A question of a form waits at least this long: nobody reads it and answers in less. */
export const SHORTEST_REPLY_TIMEOUT_MS = 30 * SECOND_MS;
