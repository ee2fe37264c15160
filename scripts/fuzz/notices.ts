import type { Random } from "../chaos/random.ts";
import { mutate, repeatKey } from "./mutations.ts";
import { nastyText } from "./strings.ts";

/** Notifications that credex-core would never send in this form. */
export function mutatedNotice({
  random,
  phone,
  now,
  id,
}: {
  random: Random;
  phone: string;
  /** Milliseconds. */
  now: number;
  id: string;
}): string {
  const kinds = ["offer.created", "offer.accepted", "offer.declined", "offer.cancelled"] as const;
  const event = {
    id,
    time: new Date(now).toISOString(),
    kind: random.isLucky(0.9)
      ? random.pick(kinds)
      : random.pick(["member.updated", "company.updated"]),
    phone,
    offer: {
      credexID: `credex-${id}`,
      formattedInitialAmount: random.pick(["-20.00 USD", "0.0001 XAU", "1,234,567.00 ZWG"]),
      counterpartyAccountName: random.isLucky(0.6) ? nastyText(random) : "Bob Bakery",
      secured: random.isLucky(0.5),
      ...(random.isLucky(0.5) && { account: nastyText(random) }),
    },
  };
  const times = random.isLucky(0.4) ? 0 : Math.ceil(random.between(0, 3));
  const json = JSON.stringify(mutate({ events: [event] }, { random, times }));
  return random.isLucky(0.05) ? repeatKey(json, random) : json;
}
