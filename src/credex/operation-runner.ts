import jwt from "jsonwebtoken";
import { z } from "zod";
import type { Outcome } from "../conversation/model/event.ts";
import type { Credentials } from "../conversation/model/record.ts";
import type { Clock } from "../conversation/ports/clock.ts";
import type { Operations } from "../conversation/ports/operations.ts";
import type { SendPermission } from "../conversation/ports/outbox.ts";
import type { Observe } from "../conversation/ports/telemetry.ts";
import { CREDEX } from "../policy.ts";
import { type AuthenticatedClient, openAuthenticatedClient } from "./authenticated-client.ts";
import type { CredexClient, CredexResponse } from "./client.ts";
import { CREDEX_TOKEN } from "./credential.ts";
import { refused } from "./error-codes.ts";
import type { OfferMatch } from "./offer-reconciliation.ts";
import type { Operation } from "./operations/operation.ts";
import { misuse, type PreparedCall, prepareCall } from "./prepared-call.ts";

export interface OperationsOptions {
  client: CredexClient;
  clock: Clock;
  observe: Observe;
}

type Lost = { kind: "lost" };

/**
 * Reads, including logins and the lookup before a money call, take up to 20 seconds; a money call adds the
 * client's `timeoutMs`, after a 401 twice.
 */
export function createOperations({ client, clock, observe }: OperationsOptions): Operations {
  return {
    async perform({ call, credentials, beforeSend }) {
      const prepared = prepareCall(call, observe);
      if (prepared.kind === "refused") return { kind: "outcome", outcome: prepared };
      const credexCore = openAuthenticatedClient({
        client,
        token: tokenFor(prepared, credentials),
      });
      const outcome = await (call.atMostOnce
        ? pay({ prepared, credexCore, beforeSend })
        : ask({ prepared, credexCore }));
      if (outcome.kind === "lost") return outcome;
      return { kind: "outcome", outcome, credentials: credentialsWith(credexCore.token()) };
    },

    async find({ call, credentials, note }) {
      const prepared = prepareCall(call, observe);
      const known = Ids.safeParse(note).data;
      if (prepared.kind === "refused" || !known) return { kind: "outcome", outcome: UNKNOWN };
      const credexCore = openAuthenticatedClient({
        client,
        token: tokenFor(prepared, credentials),
      });
      const sightings = await look({ prepared, credexCore });
      const found = Array.isArray(sightings) && sightings.find(({ id }) => !known.includes(id));
      const outcome = found ? found.outcome : UNKNOWN;
      return { kind: "outcome", outcome, credentials: credentialsWith(credexCore.token()) };
    },
  };

  async function ask({ prepared, credexCore }: Asking): Promise<Outcome> {
    const { operation, request } = prepared;
    const send = () => (operation.repeatable ? credexCore.read(request) : credexCore.once(request));
    const answer = await admitted({ prepared, credexCore }, send);
    return answer.kind === "ok" ? answer.output : conclude(operation, answer);
  }

  /** Notes which offers already look like it, marks the call as sent, and sends it: once, or twice after a 401. */
  async function pay({ prepared, credexCore, beforeSend }: Paying): Promise<Outcome | Lost> {
    const { operation, request } = prepared;
    const sightings = await look({ prepared, credexCore });
    if (!Array.isArray(sightings)) return sightings;
    const note = sightings.map(({ id }) => id);
    const send = async () => {
      // If marking failed, the mark may be stored or not: the next process will see, so nothing is sent here.
      const mark = await beforeSend(note).catch(() => "lost" as const);
      return mark === "sent" ? credexCore.once(request) : { kind: mark };
    };
    const answer = await admitted({ prepared, credexCore }, send);
    switch (answer.kind) {
      case "lost":
      case "paused":
      case "unsettled":
        return { kind: answer.kind };
      case "ok":
        return answer.output;
      default:
        return conclude(operation, answer);
    }
  }

  /** The possible results of the money call that exist already; or why they could not be read. */
  async function look({ prepared, credexCore }: Asking): Promise<OfferMatch[] | Outcome> {
    const { search, operation } = prepared;
    const { endpoint } = operation;
    if (!search) return misuse(observe, { endpoint, code: "no_search", cause: "No search" });
    const answer = await admitted({ prepared, credexCore }, () => credexCore.read(search));
    if (answer.kind === "ok") return answer.output;
    const { notFound } = operation;
    return conclude({ endpoint: search.endpoint, repeatable: true, notFound }, answer);
  }

  /** Sends with a token that is still valid, and with a new one after a 401, which means that nothing was done. */
  async function admitted<A extends { kind: string }>(
    { prepared, credexCore }: Asking,
    send: () => Promise<A>,
  ): Promise<A | Failed> {
    if (!prepared.operation.needsToken) return send();
    if (isOver(credexCore.token(), clock())) {
      const shut = await logIn({ prepared, credexCore });
      if (shut) return shut;
    }
    const answer = await send();
    if (!isUnauthorized(answer)) return answer;
    return (await logIn({ prepared, credexCore })) ?? send();
  }

  /** Logs in with the phone number that Meta signed; returns the reason for a failure. */
  async function logIn({ prepared, credexCore }: Asking): Promise<Failed | undefined> {
    const login = prepareCall({ ...prepared.call, operation: "login", atMostOnce: false }, observe);
    if (login.kind === "refused") return { kind: "ended", outcome: login };
    credexCore.forget();
    const answer = await credexCore.read(login.request);
    return answer.kind === "ok"
      ? undefined
      : { kind: "ended", outcome: conclude(login.operation, answer) };
  }

  function conclude(operation: Concluding, answer: Failed): Outcome {
    const where = `credex ${operation.endpoint}`;
    switch (answer.kind) {
      case "ended":
        return answer.outcome;
      case "refused":
        if (answer.status === 401 || answer.status === 403) {
          observe({
            kind: "failure",
            where,
            code: `http_${answer.status}`,
            cause: "Access denied",
          });
        }
        return refused({ ...answer, notFound: operation.notFound });
      case "unsent":
      case "unclear":
        observe({ kind: "failure", where, code: answer.code, cause: answer.cause });
        return { kind: answer.kind === "unsent" || operation.repeatable ? "away" : "unknown" };
    }
  }
}

interface Asking {
  prepared: PreparedCall;
  credexCore: AuthenticatedClient;
}

interface Paying extends Asking {
  beforeSend: (note: string[]) => Promise<SendPermission>;
}

/** Why there is no output; `ended` if a login before it explains this. */
type Failed =
  | Exclude<CredexResponse<unknown>, { kind: "ok" }>
  | { kind: "ended"; outcome: Outcome };

type Concluding = Pick<Operation, "endpoint" | "repeatable" | "notFound">;

const UNKNOWN: Outcome = { kind: "unknown" };

/** The note of a money call: the possible results before it. */
const Ids = z.array(z.string());

/** A login must not send an old token. */
function tokenFor({ operation }: PreparedCall, credentials: Credentials): string | undefined {
  return operation.needsToken ? credentials[CREDEX_TOKEN] : undefined;
}

function credentialsWith(token: string | undefined): Credentials {
  return token === undefined ? {} : { [CREDEX_TOKEN]: token };
}

function isUnauthorized(answer: object): boolean {
  return "status" in answer && answer.status === 401;
}

/** credex-core verifies tokens; only the expiry is read here. A token that cannot be read is used. */
function isOver(token: string | undefined, now: number): boolean {
  if (!token) return true;
  const endsAt = endOf(token);
  return endsAt !== undefined && endsAt - now < CREDEX.tokenLeftMs;
}

function endOf(token: string): number | undefined {
  try {
    const seconds = jwt.decode(token, { json: true })?.exp;
    return seconds && seconds * 1_000;
  } catch {
    return undefined;
  }
}
