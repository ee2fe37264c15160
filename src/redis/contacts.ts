import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import type { Contacts } from "../engine/ports.ts";
import { keyspace } from "./keyspace.ts";
import { createScript, readLua } from "./script.ts";
import { unavailable } from "./store-error.ts";

const script = createScript<[id: string, locale: string]>({ lua: readLua("resolve.lua"), keys: 0 });

/** Contacts in Redis. A user id beats a phone number; contacts merge only where one user id replaces another. */
export function createContacts({
  redis,
  locale,
}: {
  redis: Redis;
  /** Of members whose language is not known yet. */
  locale: string;
}): Contacts {
  return {
    async resolve({ phone = "", userId = "", previousUserId = "" }) {
      const prefixes = [keyspace.contact(""), keyspace.phoneAlias(""), keyspace.userAlias("")];
      const args = [phone, userId, previousUserId, newContactId(), locale, ...prefixes];
      const [id, known] = await script.run(redis, [], args).catch(unavailable);
      return { id, locale: known };
    },
  };
}

function newContactId(): string {
  return randomBytes(9).toString("base64url");
}
