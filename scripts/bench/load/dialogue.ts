/** A message, and what its reply has to contain. */
export interface Step {
  says: string;
  reply: RegExp;
}

/** Logs the member in, and shows their accounts. */
export const OPENING: Step = { says: "hi", reply: /Tariro Moyo/ };

/**
 * An offer that is cancelled: it returns the member to the start, so it can be repeated. Two answers are refused. The
 * fifth message starts a call to credex-core, whose result is a second turn.
 */
export const DIALOGUE: readonly Step[] = [
  { says: "Make an offer", reply: /How much/ },
  { says: "a lot", reply: /amount/ },
  { says: "20", reply: /20\.00 USD/ },
  { says: "!", reply: /handle/ },
  { says: "bob_bakery", reply: /Bob Bakery/ },
  { says: "cancel", reply: /Cancelled/ },
];
