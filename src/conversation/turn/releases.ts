import type { TurnOptions } from "./turn.ts";

/** The releases that a process can run. */
export interface Releases {
  /** The release that a contact meets now. */
  forContact(contact: ReleaseContact): TurnOptions | Promise<TurnOptions>;
  /** The release of this identity, which may have to be loaded first. `undefined`: it cannot be loaded. */
  hold(id: string): TurnOptions | undefined | Promise<TurnOptions | undefined>;
}

export interface ReleaseContact {
  contactId: string;
  phone: string | undefined;
}
