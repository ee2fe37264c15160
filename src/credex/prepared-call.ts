import type { Call } from "../conversation/model/effect.ts";
import type { Outcome } from "../conversation/model/event.ts";
import type { Observe } from "../conversation/ports/telemetry.ts";
import { type CredexRequest, whereOf } from "./client.ts";
import type { OfferMatch } from "./offer-reconciliation.ts";
import { contract } from "./operations/contract.ts";
import type { Operation } from "./operations/operation.ts";

/** A call that is ready to be sent. */
export interface PreparedCall {
  kind: "prepared";
  call: Call;
  operation: Operation;
  request: CredexRequest<Outcome>;
  /** How a money call is reconciled. */
  search?: CredexRequest<OfferMatch[]> | undefined;
}

export type Refused = Extract<Outcome, { kind: "refused" }>;
/** Prepares a call; an invalid one is refused and reported to `observe`. */
export function prepareCall(call: Call, observe: Observe): PreparedCall | Refused {
  const operation = operationOf(call.operation);
  if (!operation) {
    const cause = "Not in the contract";
    return misuse(observe, { endpoint: call.operation, code: "unknown_operation", cause });
  }
  const { endpoint } = operation;
  const asked = operation.request.safeParse({ input: call.input, phone: call.address.phone });
  if (asked.success) {
    const { search, ...request } = asked.data;
    const idempotencyKey = call.token;
    return {
      kind: "prepared",
      call,
      operation,
      search,
      request: { endpoint, idempotencyKey, ...request },
    };
  }
  if (asked.error.issues.some(({ path }) => path[0] === "phone")) {
    return { kind: "refused", code: "no_phone", reason: "" };
  }
  return misuse(observe, { endpoint, code: "invalid_input", cause: whereOf(asked.error) });
}

/** Reports a call that no correct machine makes, and refuses it. */
export function misuse(
  observe: Observe,
  { endpoint, code, cause }: { endpoint: string; code: string; cause: string },
): Refused {
  observe({ kind: "failure", where: `credex ${endpoint}`, code, cause });
  return { kind: "refused", code, reason: "" };
}

function operationOf(name: string): Operation | undefined {
  const operations: { [name: string]: Operation } = contract;
  return Object.hasOwn(operations, name) ? operations[name] : undefined;
}
