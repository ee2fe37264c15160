import type { NotificationConsent } from "../model/record.ts";

/** Knows who a member is. */
export interface Contacts {
  /**
   * Finds or makes the one contact of these keys. Concurrent calls agree, a repeat changes nothing.
   * A contact that loses a phone number, is merged, or has another identity key than before loses its open
   * session with it; its calls and replies stay. `heard`: they wrote, which is kept to the minute.
   */
  resolve(identity: Identity, lastInbound?: LastInbound): Promise<Contact>;
  /** The contact that a phone number leads to. Makes none. */
  find(phone: string): Promise<FoundContact | undefined>;
  /** Keeps the language of who these keys lead to, and leads none of them elsewhere. A repeat changes nothing. */
  keepLocale(options: {
    identity: Pick<Identity, "phone" | "userId">;
    locale: string;
  }): Promise<"kept" | "unknown">;
}

/** That a member wrote: through which of our numbers, and when, in milliseconds. */
export interface LastInbound {
  businessNumberId: string;
  at: number;
}

export interface Identity {
  phone?: string | undefined;
  /** The number that `phone` replaces; it no longer identifies any contact. */
  formerPhone?: string | undefined;
  userId?: string | undefined;
  /** The user id that `userId` replaces: both lead to one contact. */
  previousUserId?: string | undefined;
  /** Names the key that the member's WhatsApp encrypts with. It changes with a new phone, or with a new owner. */
  keyHash?: string | undefined;
  /** When WhatsApp reported that the key has changed, in milliseconds. */
  keyChangedAt?: number | undefined;
}

export interface Contact {
  id: string;
  locale: string;
  /** Absent: on. */
  notices?: NotificationConsent | undefined;
  /** When the member has decided so, by the time of their message in milliseconds; absent if never. */
  noticesAt?: number | undefined;
}

export interface FoundContact extends Contact {
  /** When they wrote last to a number that is served here, if they have. */
  lastInbound?: LastInbound | undefined;
}
