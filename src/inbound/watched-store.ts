import type { Engine } from "../conversation/engine.ts";
import type { Contacts } from "../conversation/ports/contacts.ts";
import type { Enter } from "../conversation/ports/entrance.ts";
import type { Admission } from "../http/admission.ts";

export interface WatchedStoreOptions {
  contacts: Pick<Contacts, "resolve" | "find">;
  enter?: Enter | undefined;
  engine: Engine;
  admission: Pick<Admission, "learn">;
}

/** What webhooks need of the store, in such a way that admission learns from each use how the store is. */
export interface WatchedStore {
  contacts: Pick<Contacts, "resolve" | "find">;
  enter: Enter | undefined;
  engine: Engine;
}

export function watchStore({
  contacts,
  enter,
  engine,
  admission,
}: WatchedStoreOptions): WatchedStore {
  return {
    contacts: {
      resolve: (identity, lastInbound) =>
        admission.learn("lookup", () => contacts.resolve(identity, lastInbound)),
      find: (phone) => admission.learn("lookup", () => contacts.find(phone)),
    },
    enter: enter && ((message) => admission.learn("lookup", () => enter(message))),
    engine: { run: (entry) => admission.learn("commit", () => engine.run(entry)) },
  };
}
