import { z } from "zod";
import type { Call } from "../conversation/model/effect.ts";
import type { Outcome } from "../conversation/model/event.ts";
import type { Contacts } from "../conversation/ports/contacts.ts";
import type { CallResult, Operations } from "../conversation/ports/operations.ts";
import { failureOf, type Observe } from "../conversation/ports/telemetry.ts";
import type { Payees } from "../payees.ts";

const Json = z.json();
const Found = z.looseObject({ accountID: z.string() });
const Sent = z.object({ receiver: z.object({ accountID: z.string() }) });

export interface PayeeTrackingOptions {
  operations: Operations;
  contacts: Pick<Contacts, "find">;
  payees: Payees;
  observe: Observe;
}

/**
 * Adds to the answer of `getAccountByHandle` whether an offer to that account would be the member's first
 * from here, and remembers each offer that was made. If this cannot be determined, nothing is added: no
 * offer waits or fails because of it.
 */
export function withPayeeTracking({
  operations,
  contacts,
  payees,
  observe,
}: PayeeTrackingOptions): Operations {
  return {
    async perform(request) {
      const performed = await operations.perform(request);
      if (performed.kind === "lost") return performed;
      return { ...performed, outcome: await note(request.call, performed.outcome) };
    },
    async find(request): Promise<CallResult> {
      const performed = await operations.find(request);
      return { ...performed, outcome: await note(request.call, performed.outcome) };
    },
  };

  async function note(call: Call, outcome: Outcome): Promise<Outcome> {
    if (outcome.kind !== "done") return outcome;
    try {
      if (call.operation === "getAccountByHandle") return await mark(call, outcome);
      if (call.operation === "createCredex") await remember(call);
    } catch (error) {
      observe(failureOf("payees", error));
    }
    return outcome;
  }

  async function mark(call: Call, outcome: Extract<Outcome, { kind: "done" }>): Promise<Outcome> {
    const account = Found.parse(outcome.output);
    const contactId = await contactOf(call);
    if (contactId === undefined) return outcome;
    const isFirst = !(await payees.knows({ contactId, accountID: account.accountID }));
    return { ...outcome, output: Json.parse({ ...account, isFirst }) };
  }

  async function remember(call: Call): Promise<void> {
    const { accountID } = Sent.parse(call.input).receiver;
    const contactId = await contactOf(call);
    if (contactId !== undefined) await payees.remember({ contactId, accountID });
  }

  async function contactOf({ address: { phone } }: Call): Promise<string | undefined> {
    return phone === undefined ? undefined : (await contacts.find(phone))?.id;
  }
}
