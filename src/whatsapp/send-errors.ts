import type { RetryLimit, SendOutcome } from "../conversation/ports/channel.ts";
import { WHATSAPP } from "../policy.ts";

export type RetryReason = keyof typeof WHATSAPP.tries;

/**
 * `unfit`: Meta refuses the content; another form of it may be accepted. `stopped`: we may not send at all until
 * somebody acts; a reply is kept as long as it can be delivered.
 */
export type ErrorClass = Exclude<RetryReason, "gateway" | "no_answer"> | "unfit" | "never";

export interface Refusal {
  httpStatus: number;
  /** `error.code`; absent when the answer was not the Cloud API's. */
  code?: number | undefined;
  retryAfterMs?: number | undefined;
}

const PAIR_RATE_CODE = 131056;
/** A member who received too many messages can get one every six seconds. */
const PAIR_RATE_MS = 6_000;

/**
 * The codes are those of the Cloud API, and those with which the Graph API limits the rate of calls (4, 17, 32, 613).
 */
const CLASSES: Record<ErrorClass, readonly number[]> = {
  rate: [4, 17, 32, 613, 80007, 130429, PAIR_RATE_CODE],
  unknown: [1, 131000],
  passing: [2, 131016, 133004, 131057],
  stopped: [
    ...[131048, 131064, 131042, 368, 131031, 131037, 130497, 133010],
    ...[0, 3, 10, 33, 190, ...hundred(200)],
  ],
  unfit: [100, 131008, 131009, 131051],
  never: [
    ...[131021, 131026, 131053, 131062],
    ...[130403, 130472, 131050, 131049, 131047, ...hundred(132000)],
  ],
};

const CLASS_OF = new Map(
  (Object.keys(CLASSES) as ErrorClass[]).flatMap((name) =>
    CLASSES[name].map((code) => [code, name] as const),
  ),
);

/** By error code; the HTTP status matters only for codes that Meta does not document. */
export function classify({ httpStatus, code }: Refusal): ErrorClass {
  const known = code === undefined ? undefined : CLASS_OF.get(code);
  if (known) return known;
  if (httpStatus >= 500) return "passing";
  if (httpStatus === 429) return "rate";
  return httpStatus === 401 || httpStatus === 403 ? "stopped" : "never";
}

/** What to do with a reply that was refused. */
export function toSent(refusal: Refusal): SendOutcome {
  const { code: number, retryAfterMs: delayMs } = refusal;
  const code = codeOf(refusal);
  const errorClass = classify(refusal);
  switch (errorClass) {
    case "rate": {
      const pairRateMs = number === PAIR_RATE_CODE ? PAIR_RATE_MS : undefined;
      return { kind: "retry", code, ...limitOf("rate"), delayMs: delayMs ?? pairRateMs };
    }
    case "passing":
    case "unknown":
      // Not the Cloud API's own answer but a gateway's, which cannot know what happened to the request behind it.
      if (number === undefined) return { kind: "unclear", code, ...limitOf("gateway") };
      return { kind: "retry", code, ...limitOf(errorClass), delayMs };
    case "stopped": {
      const limit = limitOf("stopped");
      return { kind: "retry", code, ...limit, delayMs: delayMs ?? WHATSAPP.stoppedRetryMs };
    }
    case "unfit":
      return { kind: "unfit", code };
    case "never":
      return { kind: "refused", code };
  }
}

export function limitOf(reason: RetryReason): RetryLimit {
  return { reason, tries: WHATSAPP.tries[reason] };
}

export function codeOf({ httpStatus, code }: Refusal): string {
  if (code === undefined) return `http_${httpStatus}`;
  // It becomes a label: for a gateway's own number, it only says that it was one.
  return /^\d{1,6}$/.test(String(code)) ? String(code) : "other";
}

/** Meta's codes of its permissions and of templates, which we do not send, are too many to be counted one by one. */
const isCounted = (code: number) => (code < 201 || code > 299) && Math.floor(code / 100) !== 1320;

/** The codes that metrics distinguish: Meta's, the HTTP status of a gateway, or that there was no answer. */
export const SEND_CODES: readonly string[] = [
  ...[...CLASS_OF.keys()].filter(isCounted).map(String),
  ...["http_403", "http_429", "http_500", "http_502", "http_503", "http_504"],
  ...["bad_answer", "unsent", "no_answer"],
];

/** Those after which a reply is sent in another form. */
export const UNFIT_CODES: readonly string[] = CLASSES.unfit.map(String);

function hundred(from: number): number[] {
  return Array.from({ length: 100 }, (_, index) => from + index);
}
