import { describe } from "vitest";
import { createMemoryContacts } from "../../src/memory/memory-contacts.ts";
import { createMemoryStore } from "../../src/memory/memory-store.ts";
import { contract } from "../../src/vimbiso.ts";
import { BUSINESS_NUMBER_IDS, contactSessionsContract } from "../contract/contact-sessions.ts";
import { contactsContract, jointConsentContract, type OpenContacts } from "../contract/contacts.ts";

const open: OpenContacts = async () => {
  const store = createMemoryStore({
    clock: Date.now,
    recordFields: contract.recordFields,
    ttlSeconds: 300,
  });
  const contacts = createMemoryContacts({
    locale: "sn",
    businessNumberIds: BUSINESS_NUMBER_IDS,
    ...store,
  });
  return { contacts, store, outbox: store };
};

describe("contacts in memory", () => {
  contactsContract(open);
  jointConsentContract(open);
});
describe("sessions of contacts in memory", () => contactSessionsContract(open));
