import { EventEmitter, once } from "node:events";
import { Big } from "big.js";
import type { Received } from "../../src/fakes/cloud-api/inbox.ts";
import { encode } from "../../src/fakes/cloud-api/wire.ts";
import { BUSINESS_NUMBER_ID } from "../../src/loopback/world.ts";
import type { World } from "./world.ts";

/** The phone of a member who behaves normally. Every message gets an answer, or it throws. */
export interface Phone {
  says(text: string): Promise<void>;
  /** Taps the latest choice of this name, with or without a value. */
  taps(choice: string): Promise<void>;
  /** Taps the first choice of the latest message. */
  tapsFirst(): Promise<void>;
  /** Another member makes this member an offer. */
  isOffered(): Promise<void>;
  received(): readonly Received[];
}

/** No answer within the time that a member would wait. */
export class SilenceError extends Error {
  override readonly name = "SilenceError";
}

const PATIENCE_MS = 20_000;

export interface Phones {
  /** `isLenient`: a choice that is not offered is not tapped, where credex-core's answers are mutated. */
  open(number: string, options?: { isLenient?: boolean }): Phone;
}

export function createPhones({
  cloudApi,
  post,
  credexCore,
}: Pick<World, "cloudApi" | "post" | "credexCore">): Phones {
  const arrivals = new EventEmitter().setMaxListeners(0);
  cloudApi.subscribe(({ member }) => void arrivals.emit(member));
  let count = 0;

  return {
    open(number, { isLenient = false } = {}) {
      const received = () => cloudApi.received(number);
      const send = async (content: object): Promise<void> => {
        const before = received().length;
        const id = `wamid.phone.${number}.${count++}`;
        const status = await post(bodyOf({ number, id, content }));
        if (status !== 200) throw new Error(`A normal webhook was answered with ${status}`);
        const until = AbortSignal.timeout(PATIENCE_MS);
        while (received().length === before)
          await once(arrivals, number, { signal: until }).catch(() => {
            throw new SilenceError("A normal message got no reply");
          });
      };
      const tap = async (isIt: (choice: string) => boolean): Promise<void> => {
        const message = received().findLast(({ choices }) => choices.length > 0);
        const choice = message?.choices.find(({ id }) => isIt(id.split("~").at(-1) ?? ""));
        if ((!message || !choice) && isLenient) return;
        if (!message || !choice) throw new Error("A choice was not offered");
        const type = message.button === undefined ? "button_reply" : "list_reply";
        const { id, title } = choice;
        await send({ type: "interactive", interactive: { type, [type]: { id, title } } });
      };
      return {
        received,
        says: (text) => send({ type: "text", text: { body: text } }),
        taps: (name) => tap((choice) => choice === name || choice.startsWith(`${name}=`)),
        tapsFirst: () => tap(() => true),
        async isOffered() {
          offerTo(number, credexCore);
        },
      };
    },
  };
}

function bodyOf({ number, id, content }: { number: string; id: string; content: object }): string {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const value = {
    metadata: { phone_number_id: BUSINESS_NUMBER_ID },
    contacts: [{ wa_id: number }],
    messages: [{ from: number, id, timestamp, ...content }],
  };
  return encode({ entry: [{ changes: [{ field: "messages", value }] }] });
}

/** In the fake's state directly, as if through another front end. */
function offerTo(number: string, { ledger, registry }: World["credexCore"]): void {
  const from = registry.accountByHandle("bob_bakery");
  const to = registry.memberByPhone(number);
  if (from.kind !== "ok" || to.kind !== "ok") throw new Error("No recipient for the offer");
  const receiver = ledger.book.accounts.find(({ ownerID }) => ownerID === to.value.memberID);
  const dueDate = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  ledger.offer({
    memberID: from.value.ownerID,
    issuerAccountID: from.value.accountID,
    receiverAccountID: receiver?.accountID ?? "",
    denomination: "USD",
    amount: new Big(1),
    secured: false,
    dueDate,
  });
}
