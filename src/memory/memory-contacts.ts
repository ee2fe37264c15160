import { toConversationId } from "../conversation/model/conversation-id.ts";
import type { NotificationDecision } from "../conversation/model/record.ts";
import type { Contact, Contacts, Identity, LastInbound } from "../conversation/ports/contacts.ts";
import { HEARD_EVERY_MS } from "../policy.ts";

export interface MemoryContactsOptions {
  locale: string;
  businessNumberIds: readonly string[];
  /** Ends the open session of a conversation. */
  drop: (conversationId: string) => void;
  /** Members' decisions about notifications, by contact id. */
  decisions?: Map<string, NotificationDecision>;
}

/** Contacts in this process only. The rules are those of redis/lua/resolve-contact.lua. */
export function createMemoryContacts(options: MemoryContactsOptions): Contacts {
  const { locale, businessNumberIds, drop, decisions = new Map() } = options;
  const users = new Map<string, Known>();
  const phones = new Map<string, Known>();
  let count = 0;

  const find = ({ phone, userId, previousUserId }: Identity): Known | undefined => {
    const byUserId = users.get(previousUserId ?? "") ?? users.get(userId ?? "");
    if (byUserId) return byUserId;
    const byPhone = phones.get(phone ?? "");
    const isSomebodyElse = userId && byPhone?.userId && byPhone.userId !== userId;
    return isSomebodyElse ? undefined : byPhone;
  };
  const dropSession = ({ contact }: Known) => {
    for (const businessNumberId of businessNumberIds)
      drop(toConversationId({ contactId: contact.id, businessNumberId }));
  };
  const noteInbound = ({ lastInbound }: Known, news: LastInbound | undefined) => {
    if (!news) return;
    const { businessNumberId, at } = news;
    const before = lastInbound.get(businessNumberId);
    if (before === undefined || at >= before + HEARD_EVERY_MS)
      lastInbound.set(businessNumberId, at);
  };
  const show = ({ contact }: Known): Contact => {
    const decision = decisions.get(contact.id);
    if (!decision) return contact;
    const { notices, at: noticesAt } = decision;
    return { ...contact, noticesAt, ...(notices === "off" && { notices }) };
  };
  /** The later decision counts; of two at the same time, the one without notifications. */
  const carryOver = (from: Known, to: Known) => {
    const [theirs, own] = [decisions.get(from.contact.id), decisions.get(to.contact.id)];
    if (!theirs) return;
    const isLater = !own || theirs.at > own.at;
    if (isLater || (theirs.at === own.at && theirs.notices === "off"))
      decisions.set(to.contact.id, theirs);
  };
  const merge = (from: Known, to: Known) => {
    repoint([users, phones], from, to);
    carryOver(from, to);
    for (const [businessNumberId, at] of from.lastInbound)
      noteInbound(to, { businessNumberId, at });
    dropSession(from);
    dropSession(to);
  };
  const giveUp = ({ phone, formerPhone = "" }: Identity) => {
    const holder = formerPhone === phone ? undefined : phones.get(formerPhone);
    if (!holder) return;
    phones.delete(formerPhone);
    dropSession(holder);
  };
  const claim = (phone: string, known: Known) => {
    const holder = phones.get(phone);
    phones.set(phone, known);
    if (holder && holder !== known) dropSession(holder);
  };
  const name = (userId: string, known: Known) => {
    users.set(userId, known);
    known.userId ??= userId;
  };

  /** A member who changes their number keeps their language and their consent. */
  const make = ({ phone, formerPhone = "" }: Identity): Known => {
    const former = formerPhone === phone ? undefined : phones.get(formerPhone)?.contact;
    const id = `m${++count}`;
    const decision = former && decisions.get(former.id);
    if (decision) decisions.set(id, decision);
    return { contact: { id, locale: former?.locale ?? locale }, lastInbound: new Map() };
  };
  const noteKey = (known: Known, { keyHash, keyChangedAt }: Identity) => {
    const isOther = keyHash !== undefined && keyHash !== known.keyHash;
    const isReported =
      keyChangedAt !== undefined &&
      keyChangedAt > (known.keyChangedAt ?? 0) &&
      (keyHash === undefined || isOther);
    if (isReported || (isOther && known.keyHash && !keyChangedAt)) dropSession(known);
    if (isOther) known.keyHash = keyHash;
    if (isReported) known.keyChangedAt = keyChangedAt;
  };

  return {
    async resolve(identity, lastInbound) {
      const { phone, userId, previousUserId } = identity;
      const known = find(identity) ?? make(identity);
      const other = users.get(userId ?? "");
      if (other && other !== known) merge(other, known);
      giveUp(identity);
      if (phone) claim(phone, known);
      if (userId) name(userId, known);
      if (previousUserId) name(previousUserId, known);
      noteInbound(known, lastInbound);
      noteKey(known, identity);
      return show(known);
    },
    async find(phone) {
      const known = phones.get(phone);
      return known && { ...show(known), lastInbound: lastOf(known, businessNumberIds) };
    },
    async keepLocale({ identity, locale: chosen }) {
      const known = find(identity);
      if (!known) return "unknown";
      known.contact = { ...known.contact, locale: chosen };
      return "kept";
    },
  };
}

interface Known {
  contact: Contact;
  userId?: string;
  keyHash?: string | undefined;
  keyChangedAt?: number;
  /** By business number. */
  lastInbound: Map<string, number>;
}

function lastOf(
  { lastInbound }: Known,
  businessNumberIds: readonly string[],
): LastInbound | undefined {
  return businessNumberIds
    .map((businessNumberId) => ({ businessNumberId, at: lastInbound.get(businessNumberId) ?? 0 }))
    .filter(({ at }) => at > 0)
    .sort((one, other) => other.at - one.at)[0];
}

function repoint(aliases: Map<string, Known>[], from: Known, to: Known): void {
  for (const keys of aliases)
    for (const [key, known] of keys) if (known === from) keys.set(key, to);
}
