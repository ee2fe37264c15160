/**
 * Where a member can be reached, and through which of our numbers. From what Meta signed, never from what was typed.
 */
export interface Address {
  /** The business number's id, which names the sender in the Cloud API. */
  businessNumberId: string;
  /** Digits, country code first, no `+`. Absent for a member who shares only a user id. */
  phone?: string | undefined;
  /** Business-scoped user id. */
  userId?: string | undefined;
}
