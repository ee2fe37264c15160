import type { Engine } from "../conversation/engine.ts";
import type { Contacts } from "../conversation/ports/contacts.ts";
import type { Admission } from "../http/admission.ts";

export interface WatchedStoreOptions {
  contacts: Pick<Contacts, "resolve" | "find">;
  engine: Engine;
  admission: Pick<Admission, "learn">;
}

/** What webhooks need of the store, in such a way that admission learns from each use how the store is. */
export interface WatchedStore {
  contacts: Pick<Contacts, "resolve" | "find">;
  engine: Engine;
}

export function watchStore({ contacts, engine, admission }: WatchedStoreOptions): WatchedStore {
  return {
    contacts: {
      resolve: (identity, heard) =>
        admission.learn("lookup", () => contacts.resolve(identity, heard)),
      find: (phone) => admission.learn("lookup", () => contacts.find(phone)),
    },
    engine: { run: (entry) => admission.learn("commit", () => engine.run(entry)) },
  };
}
