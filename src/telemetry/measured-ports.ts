import type { Channel, SendOutcome } from "../conversation/ports/channel.ts";
import type { Contacts } from "../conversation/ports/contacts.ts";
import type { Enter } from "../conversation/ports/entrance.ts";
import type { CallResult, Operations } from "../conversation/ports/operations.ts";
import type { Outbox } from "../conversation/ports/outbox.ts";
import type { RateLimiter } from "../conversation/ports/rate-limit.ts";
import type { Store } from "../conversation/ports/store.ts";
import type { REPLY_KINDS, STORE_OPERATIONS } from "./families.ts";
import type { Measure } from "./metrics.ts";

/** Ports that record how long each method takes, failures included. */

export function measureStorage<
  Ports extends {
    store: Store;
    outbox: Outbox;
    contacts: Contacts;
    rateLimiter: RateLimiter;
    enter?: Enter | undefined;
  },
>(ports: Ports, measure: Measure): Ports {
  const { store, outbox, contacts, rateLimiter, enter } = ports;
  const timed = <A extends unknown[], R>(
    name: (typeof STORE_OPERATIONS)[number],
    method: (...args: A) => Promise<R>,
  ): ((...args: A) => Promise<R>) => {
    const measured = { family: "vimbiso_store_seconds", label: name } as const;
    return (...args) => measure(() => method(...args), measured);
  };
  return {
    ...ports,
    store: {
      ...store,
      load: timed("load", store.load),
      wasSeen: timed("was_seen", store.wasSeen),
      commit: timed("commit", store.commit),
      cleanup: timed("cleanup", store.cleanup),
    },
    outbox: {
      ...outbox,
      due: timed("due", outbox.due),
      claim: timed("claim", outbox.claim),
      markSent: timed("mark_sent", outbox.markSent),
      settle: timed("settle", outbox.settle),
      report: timed("report", outbox.report),
    },
    contacts: {
      ...contacts,
      resolve: timed("resolve", contacts.resolve),
      find: timed("find", contacts.find),
      keepLocale: timed("keep_locale", contacts.keepLocale),
    },
    rateLimiter: { ...rateLimiter, count: timed("rate_limit", rateLimiter.count) },
    enter: enter && timed("enter", enter),
  };
}

export function measureChannel<Port extends Channel>(channel: Port, measure: Measure): Port {
  return {
    ...channel,
    send: (request) => {
      const label: (typeof REPLY_KINDS)[number] = request.reply.message.choices?.kind ?? "text";
      const outcome = (sent: SendOutcome) => sent.kind;
      return measure(() => channel.send(request), {
        family: "vimbiso_send_seconds",
        label,
        outcome,
      });
    },
  };
}

export function measureOperations({ perform, find }: Operations, measure: Measure): Operations {
  const outcome = (result: CallResult | { kind: "lost" }) =>
    result.kind === "outcome" ? result.outcome.kind : result.kind;
  return {
    perform: (request) => {
      const label = request.call.operation;
      return measure(() => perform(request), { family: "vimbiso_call_seconds", label, outcome });
    },
    find: (request) => {
      const label = request.call.operation;
      return measure(() => find(request), { family: "vimbiso_lookup_seconds", label, outcome });
    },
  };
}
