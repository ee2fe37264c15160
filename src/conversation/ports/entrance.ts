import type { Contact, Identity } from "./contacts.ts";
import type { DeduplicationKey, LoadedRecord } from "./store.ts";

/**
 * Does in one step what a message of a known member needs before its turn: finds the contact, notes when they wrote,
 * counts the message for the rate limit, looks for its deduplication mark, and loads the record. `undefined`: the
 * message is not that simple. Then nothing was changed, and each port must be asked on its own: if the contact has to
 * be created or changed, or the message is beyond the rate limit.
 * @throws {StoreError} when the store cannot be reached
 */
export type Enter = (message: EnteringMessage) => Promise<Entered | undefined>;

export interface EnteringMessage {
  identity: Identity;
  businessNumberId: string;
  /** When the member wrote, in milliseconds; absent if they only opened the chat. */
  lastInboundAt?: number | undefined;
  /** By which key messages are counted. */
  member: string;
  /** The mark of the message. */
  seen: DeduplicationKey;
}

export interface Entered extends EnteredConversation {
  contact: Contact;
}

/** What was found of the conversation. Another turn may have changed it since. */
export interface EnteredConversation {
  /** The message was consumed before; then it is not counted. */
  isSeen: boolean;
  /** `undefined` if it cannot be read as a record. */
  loaded: LoadedRecord | undefined;
}
