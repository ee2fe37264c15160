import jwt from "jsonwebtoken";
import type { Call } from "../engine/effect.ts";
import type { Outcome } from "../engine/event.ts";
import type { Observe } from "../engine/fact.ts";
import type { Clock, Operations } from "../engine/ports.ts";
import { type Answer, type Client, type Request, whereOf } from "./client.ts";
import { contract, type Operation } from "./contract.ts";
import { type Exchange, openExchange } from "./exchange.ts";
import { refused } from "./refusal.ts";

export interface OperationsOptions {
  client: Client;
  clock: Clock;
  observe: Observe;
}

/** A call that is ready to be made. */
interface Errand {
  kind: "errand";
  call: Call;
  operation: Operation;
  request: Request<Outcome>;
}

type Refused = Extract<Outcome, { kind: "refused" }>;
type Lost = { kind: "lost" };

/** A token with less left than this may be over when it arrives. */
const TOKEN_LEFT_MS = 10_000;

/** Reads, logins among them, take up to 20 seconds; a money call adds the client's `timeoutMs`, at a 401 twice. */
export function createOperations({ client, clock, observe }: OperationsOptions): Operations {
  return async ({ call, credexToken, beforeSend }) => {
    const errand = prepare(call);
    if (errand.kind === "refused") return { kind: "outcome", outcome: errand };
    // An old token has no business at a login.
    const token = errand.operation.needsToken ? credexToken : undefined;
    const exchange = openExchange({ client, token });
    const result = await run({ errand, exchange, beforeSend });
    if (result.kind === "lost") return result;
    return { kind: "outcome", outcome: result, credexToken: exchange.token() };
  };

  function prepare(call: Call): Errand | Refused {
    const operation = find(call.operation);
    if (!operation) return misuse(call.operation, "unknown_operation", "Not in the contract");
    const { endpoint } = operation;
    const asked = operation.request.safeParse({ input: call.input, phone: call.address.phone });
    if (asked.success)
      return { kind: "errand", call, operation, request: { endpoint, ...asked.data } };
    if (asked.error.issues.some(({ path }) => path[0] === "phone")) {
      return { kind: "refused", code: "no_phone", reason: "" };
    }
    return misuse(endpoint, "invalid_input", whereOf(asked.error));
  }

  function misuse(endpoint: string, code: string, cause: string): Refused {
    observe({ kind: "failure", where: `credex ${endpoint}`, code, cause });
    return { kind: "refused", code, reason: "" };
  }

  async function run(options: Sending): Promise<Outcome | Lost> {
    const { errand, exchange } = options;
    if (errand.operation.needsToken && isOver(exchange.token(), clock())) {
      const shut = await logIn(options);
      if (shut) return shut;
    }
    const answer = await send(options);
    if (!errand.operation.needsToken || !isUnauthorized(answer)) return conclude(errand, answer);
    // A 401 means that nothing was done, so even money may be sent again, once.
    return (await logIn(options)) ?? conclude(errand, await send(options));
  }

  /** Logs in with the phone that Meta signed; what it returns is why that failed. */
  async function logIn({ errand, exchange }: Sending): Promise<Outcome | Lost | undefined> {
    const login = prepare({ ...errand.call, operation: "login" });
    if (login.kind === "refused") return login;
    exchange.forget();
    const outcome = conclude(login, await exchange.read(login.request));
    return outcome.kind === "done" ? undefined : outcome;
  }

  function conclude({ operation }: Errand, answer: Answer<Outcome> | Lost): Outcome | Lost {
    const where = `credex ${operation.endpoint}`;
    switch (answer.kind) {
      case "lost":
        return answer;
      case "ok":
        return answer.output;
      case "refused":
        if (answer.status === 401 || answer.status === 403) {
          observe({ kind: "failure", where, code: `http_${answer.status}`, cause: "Not let in" });
        }
        return refused({ ...answer, notFound: operation.notFound });
      case "unsent":
      case "unclear":
        observe({ kind: "failure", where, code: answer.code, cause: answer.cause });
        return { kind: answer.kind === "unsent" || operation.repeatable ? "away" : "unknown" };
    }
  }
}

interface Sending {
  errand: Errand;
  exchange: Exchange;
  beforeSend: () => Promise<boolean>;
}

async function send({ errand, exchange, beforeSend }: Sending): Promise<Answer<Outcome> | Lost> {
  const { call, operation } = errand;
  const request = { ...errand.request, idempotencyKey: call.token };
  if (operation.repeatable) return exchange.read(request);
  // A mark that failed may be there or not: whoever takes over will see, so nothing leaves here.
  if (call.money && !(await beforeSend().catch(() => false))) return { kind: "lost" };
  return exchange.once(request);
}

function find(name: string): Operation | undefined {
  const operations: { [name: string]: Operation } = contract;
  return Object.hasOwn(operations, name) ? operations[name] : undefined;
}

function isUnauthorized(answer: Answer<Outcome> | Lost): boolean {
  return answer.kind === "refused" && answer.status === 401;
}

/** Tokens are credex-core's to verify; only when they end is read. What cannot be read is tried. */
function isOver(token: string | undefined, now: number): boolean {
  if (!token) return true;
  const endsAt = endOf(token);
  return endsAt !== undefined && endsAt - now < TOKEN_LEFT_MS;
}

function endOf(token: string): number | undefined {
  try {
    const seconds = jwt.decode(token, { json: true })?.exp;
    return seconds && seconds * 1_000;
  } catch {
    return undefined;
  }
}
