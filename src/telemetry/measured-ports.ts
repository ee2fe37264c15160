import type { Channel } from "../conversation/ports/channel.ts";
import type { Contacts } from "../conversation/ports/contacts.ts";
import type { Enter } from "../conversation/ports/entrance.ts";
import type { Operations } from "../conversation/ports/operations.ts";
import type { Outbox } from "../conversation/ports/outbox.ts";
import type { RateLimiter } from "../conversation/ports/rate-limit.ts";
import type { Store } from "../conversation/ports/store.ts";
import type { REPLY_KINDS, STORE_OPERATIONS } from "./families.ts";
import type { Metrics } from "./metrics.ts";

type Time = Metrics["time"];

/** Ports that record how long each method takes, failures included. */

export function measureStorage<
  Ports extends {
    store: Store;
    outbox: Outbox;
    contacts: Contacts;
    rateLimiter: RateLimiter;
    enter?: Enter | undefined;
  },
>(ports: Ports, time: Time): Ports {
  const { store, outbox, contacts, rateLimiter, enter } = ports;
  const timed = <A extends unknown[], R>(
    name: (typeof STORE_OPERATIONS)[number],
    method: (...args: A) => Promise<R>,
  ) => measured(method, (ms) => time("vimbiso_store_seconds", name, ms));
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

export function measureChannel<Port extends Channel>(channel: Port, time: Time): Port {
  return {
    ...channel,
    send: (request) => {
      const kind: (typeof REPLY_KINDS)[number] = request.reply.message.choices?.kind ?? "text";
      return measured(channel.send, (ms) => time("vimbiso_send_seconds", kind, ms))(request);
    },
  };
}

export function measureOperations({ perform, find }: Operations, time: Time): Operations {
  return {
    perform: (request) =>
      measured(perform, (ms) => time("vimbiso_call_seconds", request.call.operation, ms))(request),
    find: (request) =>
      measured(find, (ms) => time("vimbiso_lookup_seconds", request.call.operation, ms))(request),
  };
}

function measured<A extends unknown[], R>(
  method: (...args: A) => Promise<R>,
  note: (ms: number) => void,
): (...args: A) => Promise<R> {
  return async (...args) => {
    const begunAt = performance.now();
    try {
      return await method(...args);
    } finally {
      note(performance.now() - begunAt);
    }
  };
}
