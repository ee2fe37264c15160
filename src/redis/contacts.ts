import { randomBytes } from "node:crypto";
import { toConversationId } from "../conversation/model/conversation-id.ts";
import type { Contact, Contacts, FoundContact } from "../conversation/ports/contacts.ts";
import { HEARD_EVERY_MS } from "../policy.ts";
import { confirmReplicas } from "./confirm-replicas.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { createScript, readLua } from "./script.ts";
import { createSessionEnds } from "./session-ends.ts";
import { unavailable } from "./store-error.ts";

type Row = [id: string, locale: string, notices: "off" | "" | "on", noticesAt: string];

const resolveScript = createScript<[...Row, ended: string]>({
  lua: readLua("resolve-alias.lua", "resolve-contact.lua"),
  keys: 1,
});
const findScript = createScript<[...Row, ...lastInboundAt: string[]] | null>({
  lua: readLua("resolve-alias.lua", "find-contact.lua"),
  keys: 1,
});
const keepScript = createScript<0 | 1>({
  lua: readLua("resolve-alias.lua", "keep-locale.lua"),
  keys: 1,
  isDurable: true,
});

/**
 * Contacts in Redis. A user id has precedence over a phone number; contacts merge only where one user id replaces
 * another.
 */
export function createContacts({
  redis,
  locale,
  businessNumberIds,
}: {
  redis: RedisClient;
  /** For members whose language is not known yet. */
  locale: string;
  /** Whose sessions end when a contact loses a key; another server's numbers are not known here. */
  businessNumberIds: readonly string[];
}): Contacts {
  const states = businessNumberIds.map((businessNumberId) => [
    toConversationId({ contactId: "", businessNumberId }),
    lastInboundField(businessNumberId),
  ]);
  const { directory, isDivided } = partitionsOf(redis);
  const [contactPrefix, phonePrefix] = [directory.contact(""), directory.phoneAlias("")];
  const prefixes = [contactPrefix, phonePrefix, directory.userAlias("")];
  // Where the states are in other partitions, the script leaves the sessions to `endSessions`.
  const statePrefix = isDivided ? "" : directory.state("");
  const endSessions = createSessionEnds({ redis, businessNumberIds });
  return {
    async resolve(identity, lastInbound) {
      const { phone = "", formerPhone = "", userId = "", previousUserId = "" } = identity;
      const { keyHash = "", keyChangedAt = "" } = identity;
      const offeredId = newContactId();
      const keys = [phone, formerPhone, userId, previousUserId];
      const lastInboundArgs = lastInbound
        ? [lastInbound.at, lastInboundField(lastInbound.businessNumberId)]
        : ["", ""];
      const about = [...lastInboundArgs, HEARD_EVERY_MS, keyHash, keyChangedAt];
      const args = [
        ...[...keys, offeredId, locale, ...prefixes, statePrefix],
        ...[...about, ...states.flat()],
      ];
      const [id, known, notices, noticesAt, ended] = await resolveScript
        .run(redis, [contactPrefix], args)
        .catch(unavailable);
      if (ended) await endSessions(id, ended).catch(unavailable);
      const isChanged =
        id === offeredId || [formerPhone, previousUserId, keyChangedAt].some(Boolean);
      // What follows is in other partitions, or is nothing but an acknowledgement.
      if (isChanged) await confirmReplicas(redis, contactPrefix).catch(unavailable);
      return toContact([id, known, notices, noticesAt]);
    },

    async find(phone) {
      const fields = businessNumberIds.map(lastInboundField);
      const args = [phone, contactPrefix, phonePrefix, ...fields];
      const found = await findScript.run(redis, [phonePrefix + phone], args).catch(unavailable);
      if (!found) return undefined;
      const [id, known, notices, noticesAt, ...lastInboundAt] = found;
      const contact = toContact([id, known || locale, notices, noticesAt]);
      return { ...contact, lastInbound: lastOf(businessNumberIds, lastInboundAt) };
    },
    async keepLocale({ identity: { phone = "", userId = "" }, locale: chosen }) {
      const args = [phone, userId, chosen, ...prefixes];
      const found = await keepScript.run(redis, [phonePrefix + phone], args).catch(unavailable);
      return found === 1 ? "kept" : "unknown";
    },
  };
}

/** The field of a contact that stores when they last wrote to this number. */
export function lastInboundField(businessNumberId: string): string {
  return `heard.${businessNumberId}`;
}

/** `notices` may be '' or 'on' where notifications are wanted, `noticesAt` '' where that was never decided. */
export function toContact([id, locale, notices, noticesAt]: Row): Contact {
  return {
    id,
    locale,
    ...(notices === "off" && { notices }),
    ...(noticesAt && { noticesAt: Number(noticesAt) }),
  };
}

function lastOf(
  businessNumberIds: readonly string[],
  lastInboundAt: string[],
): FoundContact["lastInbound"] {
  return businessNumberIds
    .map((businessNumberId, index) => ({
      businessNumberId,
      at: Number(lastInboundAt[index] ?? ""),
    }))
    .filter(({ at }) => at > 0)
    .sort((one, other) => other.at - one.at)[0];
}

const ID_BYTES = 9;
let randomPool = Buffer.alloc(0);
let used = 0;

/** 72 random bits. Each lookup needs an id, so random bytes are drawn for many at once. */
function newContactId(): string {
  if (used === randomPool.length) {
    randomPool = randomBytes(128 * ID_BYTES);
    used = 0;
  }
  used += ID_BYTES;
  return randomPool.toString("base64url", used - ID_BYTES, used);
}
