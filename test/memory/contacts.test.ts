import { describe } from "vitest";
import { createMemoryContacts } from "../../src/memory/memory-contacts.ts";
import { contactsContract } from "../contract/contacts.ts";

describe("contacts in memory", () =>
  contactsContract(async () => createMemoryContacts({ locale: "sn" })));
