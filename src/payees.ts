/**
 * Whom a member has sent offers to from here, by account id. Both methods throw a `StoreError` when the
 * store cannot be reached.
 */
export interface Payees {
  knows(payee: Payee): Promise<boolean>;
  /** A repeat changes nothing but how long the account is remembered. */
  remember(payee: Payee): Promise<void>;
}

export interface Payee {
  contactId: string;
  accountID: string;
}

/** Of a member: the ones that nothing was sent to for the longest time are forgotten first. */
export const MAX_PAYEES = 500;
