import { shownHandle } from "./handles.ts";
import { shorten } from "./shorten.ts";

interface Party {
  counterpartyAccountName: string;
  /** Without the @, as far as it is known. */
  counterpartyAccountHandle?: string | undefined;
}

/** The other side of an offer, in `length` units: "Thandi Tailor @thandi_tailor". The handle is never cut. */
export function partyOf(
  { counterpartyAccountName: name, counterpartyAccountHandle: handle }: Party,
  length: number,
): string {
  if (handle === undefined) return shorten(name, length);
  const behind = ` @${shownHandle(handle)}`;
  return `${shorten(name, length - behind.length)}${behind}`;
}
