import { WORK_KINDS } from "../conversation/ports/outbox.ts";
import { TURN_ATTEMPTS } from "../policy.ts";

/**
 * The metrics that the server exports beside those of Node's process. Each label has a closed list of values. A value
 * outside its list is counted as "other", so that no text from outside becomes a label.
 */

export interface Family {
  type: "counter" | "gauge" | "histogram";
  help: string;
  labels: { [name: string]: readonly string[] };
  /** The label sets that exist from the start; all combinations if not given. */
  initial?: readonly { [name: string]: string }[];
  /** Upper limits in seconds. */
  buckets?: readonly number[];
}

/** The lists that an application knows. */
export interface ApplicationLabels {
  webhooks: readonly string[];
  /** What calls do. */
  operations: readonly string[];
  /** The states of its machines. */
  states: readonly StateLabels[];
  /** Why a channel refuses or delays a reply. */
  sendCodes: readonly string[];
  /** Of these, the ones after which a reply is sent in another form. */
  unfitCodes: readonly string[];
  /** What a channel's webhook brings and nobody runs. */
  ignored: readonly string[];
  notifications: readonly string[];
  /** Where failures are reported. */
  places: readonly string[];
  /** The store's own words for what failed. */
  storeReasons: readonly string[];
}

export interface StateLabels {
  machine: string;
  state: string;
}

export const OTHER = "other";

/** From a command of a local Redis to its time limit. */
const FAST = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
/** From a turn to the longest send. */
const SLOW = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export const STORE_OPERATIONS = [
  ...["load", "was_seen", "commit", "cleanup", "due", "claim", "mark_sent", "settle", "report"],
  ...["resolve", "find", "keep_locale", "rate_limit", "enter"],
] as const;
export const REPLY_KINDS = ["text", "buttons", "list"] as const;

const EVENTS = ["message", "result", "timer", "notice"];
const CALL_OUTCOMES = [
  ...["done", "refused", "away", "expired", "paused", "unsettled", "unknown", "unconfirmed"],
];
const NOTIFICATION_OUTCOMES = [
  ...["delivered", "noted", "malformed", "unknown member", "window closed", "stopped", "flood"],
  ...["duplicate", "too old", "parked", "failed"],
];
const SHED_REASONS = [
  ...["bad signature", "The body is too large", "The body was late"],
  ...["The body was dropped for other requests", "Too many webhooks in progress"],
  ...["The server is shutting down", "The outbox is behind", "The store is failing"],
];
const HTTP_STATUSES = ["200", "400", "401", "408", "413", "503", OTHER];
/** Codes of ours for a reply that was not accepted. */
const OWN_SEND_CODES = ["limit", "address", "error", "poison", "unreadable", "failed", OTHER];
const FAILURE_CODES = ["unavailable", "corrupt", "unfit", "away", "TypeError", "RangeError"];

export type Families = ReturnType<typeof familiesOf>;
export type FamilyName = keyof Families;

export function familiesOf(application: ApplicationLabels) {
  const { webhooks, operations, states, storeReasons } = application;
  const codes = [...application.sendCodes, ...OWN_SEND_CODES];
  const stores = [...storeReasons, ...FAILURE_CODES];
  const of = <F extends Family>(family: F) => family;
  return {
    vimbiso_webhook_seconds: of({
      type: "histogram",
      help: "From a request's headers to the end of its answer",
      labels: { webhook: webhooks },
      buckets: SLOW,
    }),
    vimbiso_webhooks_total: of({
      type: "counter",
      help: "Requests of webhooks by the HTTP status of the answer",
      labels: { webhook: webhooks, status: HTTP_STATUSES },
    }),
    vimbiso_turn_seconds: of({
      type: "histogram",
      help: "From loading the record to the end of the commit, for the attempt that was committed",
      labels: { event: EVENTS },
      buckets: SLOW,
    }),
    vimbiso_store_seconds: of({
      type: "histogram",
      help: "Operations of the store: each is one script or command of Redis",
      labels: { operation: STORE_OPERATIONS },
      buckets: FAST,
    }),
    vimbiso_send_seconds: of({
      type: "histogram",
      help: "Sends to WhatsApp by the kind of message",
      labels: { kind: REPLY_KINDS },
      buckets: SLOW,
    }),
    vimbiso_call_seconds: of({
      type: "histogram",
      help: "Calls to credex-core by operation, each with the lookups and logins that it needs",
      labels: { operation: operations },
      buckets: SLOW,
    }),
    vimbiso_lookup_seconds: of({
      type: "histogram",
      help: "Lookups of reconciliation by the operation that they look for",
      labels: { operation: operations },
      buckets: SLOW,
    }),
    vimbiso_answer_seconds: of({
      type: "histogram",
      help: "From the turn of a message to the moment when WhatsApp accepts the next reply to its member",
      labels: {},
      buckets: SLOW,
    }),
    vimbiso_turns_total: of({
      type: "counter",
      help: "Events run through a machine",
      labels: {
        event: EVENTS,
        outcome: ["committed", "duplicate", "stale", "too old", "parked", "conflict", "lost"],
      },
    }),
    vimbiso_states_entered_total: of({
      type: "counter",
      help: "Committed turns by the machine and the state that they led to",
      labels: {
        machine: [...new Set(states.map(({ machine }) => machine)), OTHER],
        state: [...new Set(states.map(({ state }) => state)), OTHER],
        outcome: ["committed", "parked"],
      },
      initial: ["committed", "parked"].flatMap((outcome) =>
        [...states, { machine: OTHER, state: OTHER }].map((labels) => ({ ...labels, outcome })),
      ),
    }),
    vimbiso_conflicts_total: of({
      type: "counter",
      help: "Commits that another process preceded, by the number of the attempt",
      labels: { attempt: Array.from({ length: TURN_ATTEMPTS }, (_, index) => `${index + 1}`) },
    }),
    vimbiso_deliveries_total: of({
      type: "counter",
      help: "Attempts to send a reply, and effects that were given up, by outcome and code",
      labels: { outcome: ["done", "retry", "dead"], code: ["", ...codes] },
      initial: [
        { outcome: "done", code: "" },
        ...["retry", "dead"].flatMap((outcome) => codes.map((code) => ({ outcome, code }))),
      ],
    }),
    vimbiso_fallbacks_total: of({
      type: "counter",
      help: "Replies that were sent in another form, and why",
      labels: {
        form: ["shortened", "plain", "apology"],
        code: [...application.unfitCodes, "limit", "address", "error", OTHER],
      },
    }),
    vimbiso_calls_total: of({
      type: "counter",
      help: "Calls to credex-core by outcome",
      labels: { operation: operations, outcome: CALL_OUTCOMES },
    }),
    vimbiso_ignored_total: of({
      type: "counter",
      help: "Items of webhooks that were ignored, and refused requests",
      labels: { what: [...application.ignored, OTHER] },
    }),
    vimbiso_notices_total: of({
      type: "counter",
      help: "Notifications of credex-core by outcome",
      labels: { what: application.notifications, outcome: NOTIFICATION_OUTCOMES },
    }),
    vimbiso_statuses_total: of({
      type: "counter",
      help: "Delivery reports of WhatsApp",
      labels: {
        status: ["sent", "delivered", "read", "played", "failed", OTHER],
        code: ["", ...codes],
      },
      initial: [
        ...["sent", "delivered", "read", "played"].map((status) => ({ status, code: "" })),
        ...["", ...codes].map((code) => ({ status: "failed", code })),
      ],
    }),
    vimbiso_states_total: of({
      type: "counter",
      help: "Failed operations on a state",
      labels: {
        operation: ["update", "get", "cleanup"],
        reason: ["conflict", "corrupt", "unavailable"],
      },
    }),
    vimbiso_shed_total: of({
      type: "counter",
      help: "Requests that a webhook refused, by reason",
      labels: { webhook: webhooks, reason: [...SHED_REASONS, OTHER] },
    }),
    vimbiso_unreplicated_total: of({
      type: "counter",
      help: "Commits that were acknowledged although too few replicas confirmed them",
      labels: { reason: ["late", OTHER] },
    }),
    vimbiso_releases_halted_total: of({
      type: "counter",
      help: "Releases that a server has withdrawn, because they did worse than the one before",
      labels: { reason: ["restarted", "dead", "timedOut", "cancelled"] },
    }),
    vimbiso_failures_total: of({
      type: "counter",
      help: "Failures by place and code; at the start only the code `other` of each place exists",
      labels: {
        where: [...application.places, OTHER],
        code: [...new Set([...codes, ...stores])],
      },
      initial: application.places.map((where) => ({ where, code: OTHER })),
    }),
    vimbiso_outbox_pending: of({
      type: "gauge",
      help: "Lanes and timers with pending work, those that are not due yet included",
      labels: { kind: WORK_KINDS },
    }),
    vimbiso_outbox_due: of({
      type: "gauge",
      help: "Lanes and timers that are due and not in progress",
      labels: { kind: WORK_KINDS },
    }),
    vimbiso_outbox_oldest_seconds: of({
      type: "gauge",
      help: "How long the oldest of them has been due",
      labels: { kind: WORK_KINDS },
    }),
    vimbiso_dead_letters: of({ type: "gauge", help: "Dead letters that are stored", labels: {} }),
    vimbiso_parked_events: of({ type: "gauge", help: "Parked events that are stored", labels: {} }),
    vimbiso_money_paused: of({
      type: "gauge",
      help: "Whether an operator has paused money calls: 1 or 0",
      labels: {},
    }),
    vimbiso_pool_in_flight: of({
      type: "gauge",
      help: "Lanes or timers in progress in this process",
      labels: { kind: WORK_KINDS },
    }),
    vimbiso_pool_limit: of({
      type: "gauge",
      help: "How many may be in progress at once in this process",
      labels: { kind: WORK_KINDS },
    }),
    vimbiso_pool_late_seconds: of({
      type: "gauge",
      help: "How long the oldest that found no place has been due",
      labels: { kind: WORK_KINDS },
    }),
    vimbiso_redis_memory_bytes: of({ type: "gauge", help: "Memory that Redis uses", labels: {} }),
    vimbiso_redis_memory_limit_bytes: of({
      type: "gauge",
      help: "The maxmemory of Redis; 0 is no limit",
      labels: {},
    }),
    vimbiso_redis_evicted_keys: of({
      type: "gauge",
      help: "Keys that Redis evicted since it started",
      labels: {},
    }),
    vimbiso_build_info: of({
      type: "gauge",
      help: "Always 1. The labels name the release, the hash of the machines and Node's version",
      labels: {
        release: [],
        machines: [],
        node: [],
      },
    }),
  };
}

/**
 * Splits a stage such as "ready.offer/filling.confirm": here the machine is "offer" and its state "filling.confirm".
 */
export function stateLabelsOf(stage: string): StateLabels {
  const [state = "", parent] = stage.split("/").reverse();
  return { machine: parent?.split(".").at(-1) ?? "root", state };
}
