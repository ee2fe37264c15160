import { toConversationId } from "../engine/conversation-id.ts";
import type { Contact, Contacts, Identity } from "../engine/ports.ts";

export interface MemoryContactsOptions {
  locale: string;
  businessNumberIds: readonly string[];
  /** Ends what is open in a conversation. */
  drop: (conversationId: string) => void;
}

/** Contacts in this process only. The rules are those of redis/resolve.lua. */
export function createMemoryContacts(options: MemoryContactsOptions): Contacts {
  const { locale, businessNumberIds, drop } = options;
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
  const merge = (from: Known, to: Known) => {
    repoint([users, phones], from, to);
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

  return {
    async resolve(identity) {
      const { phone, userId, previousUserId } = identity;
      const known = find(identity) ?? { contact: { id: `m${++count}`, locale } };
      const other = users.get(userId ?? "");
      if (other && other !== known) merge(other, known);
      giveUp(identity);
      if (phone) claim(phone, known);
      if (userId) name(userId, known);
      if (previousUserId) name(previousUserId, known);
      return known.contact;
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
}

function repoint(aliases: Map<string, Known>[], from: Known, to: Known): void {
  for (const keys of aliases)
    for (const [key, known] of keys) if (known === from) keys.set(key, to);
}
