import type { Contact, Contacts, Identity } from "../engine/ports.ts";

/** Contacts in this process only. The rules are those of redis/resolve.lua. */
export function createMemoryContacts({ locale }: { locale: string }): Contacts {
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

  return {
    async resolve(identity) {
      const { phone, userId, previousUserId } = identity;
      const known = find(identity) ?? { contact: { id: `m${++count}`, locale } };
      const merged = users.get(userId ?? "");
      if (merged && merged !== known) repoint([users, phones], merged, known);
      if (phone) phones.set(phone, known);
      if (userId) {
        users.set(userId, known);
        known.userId = userId;
      }
      if (previousUserId) {
        users.set(previousUserId, known);
        known.userId ??= previousUserId;
      }
      return known.contact;
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
