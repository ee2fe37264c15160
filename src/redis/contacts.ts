import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { toConversationId } from "../engine/conversation-id.ts";
import type { Contacts } from "../engine/ports.ts";
import { keyspace } from "./keyspace.ts";
import { createScript, readLua } from "./script.ts";
import { unavailable } from "./store-error.ts";

const script = createScript<[id: string, locale: string]>({ lua: readLua("resolve.lua"), keys: 0 });
const keepScript = createScript<0 | 1>({ lua: readLua("keep-locale.lua"), keys: 0 });

/** Contacts in Redis. A user id beats a phone number; contacts merge only where one user id replaces another. */
export function createContacts({
  redis,
  locale,
  businessNumberIds,
}: {
  redis: Redis;
  /** Of members whose language is not known yet. */
  locale: string;
  /** Whose sessions end when a contact loses a key; those of another server's numbers are not known here. */
  businessNumberIds: readonly string[];
}): Contacts {
  const states = businessNumberIds.map((businessNumberId) =>
    toConversationId({ contactId: "", businessNumberId }),
  );
  const prefixes = [
    keyspace.contact(""),
    keyspace.phoneAlias(""),
    keyspace.userAlias(""),
    keyspace.state(""),
  ];
  return {
    async resolve({ phone = "", formerPhone = "", userId = "", previousUserId = "" }) {
      const keys = [phone, formerPhone, userId, previousUserId];
      const args = [...keys, newContactId(), locale, ...prefixes, ...states];
      const [id, known] = await script.run(redis, [], args).catch(unavailable);
      return { id, locale: known };
    },
    async keepLocale({ identity: { phone = "", userId = "" }, locale: chosen }) {
      const args = [phone, userId, chosen, ...prefixes.slice(0, 3)];
      const found = await keepScript.run(redis, [], args).catch(unavailable);
      return found === 1 ? "kept" : "unknown";
    },
  };
}

function newContactId(): string {
  return randomBytes(9).toString("base64url");
}
