import type { Random } from "../chaos/random.ts";
import { mutate, repeatKey } from "./mutations.ts";
import { nastyText } from "./strings.ts";

/** Notifications that credex-core would never send in this form. */
export function mutatedNotice({
  dice,
  phone,
  now,
  id,
}: {
  dice: Random;
  phone: string;
  /** Milliseconds. */
  now: number;
  id: string;
}): string {
  const kinds = ["offer.created", "offer.accepted", "offer.declined", "offer.cancelled"] as const;
  const event = {
    id,
    time: new Date(now).toISOString(),
    kind: dice.isLucky(0.9) ? dice.pick(kinds) : dice.pick(["member.updated", "company.updated"]),
    phone,
    offer: {
      credexID: `credex-${id}`,
      formattedInitialAmount: dice.pick(["-20.00 USD", "0.0001 XAU", "1,234,567.00 ZWG"]),
      counterpartyAccountName: dice.isLucky(0.6) ? nastyText(dice) : "Bob Bakery",
      secured: dice.isLucky(0.5),
      ...(dice.isLucky(0.5) && { account: nastyText(dice) }),
    },
  };
  const times = dice.isLucky(0.4) ? 0 : Math.ceil(dice.between(0, 3));
  const json = JSON.stringify(mutate({ events: [event] }, { dice, times }));
  return dice.isLucky(0.05) ? repeatKey(json, dice) : json;
}
