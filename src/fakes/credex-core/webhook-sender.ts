import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "./rules.ts";
import type { Account, Credex, CredexCoreState } from "./state.ts";
import { viewCredex } from "./views.ts";

export type OfferKind = "created" | "accepted" | "declined" | "cancelled";

/** Reports what members do with each other's offers to the server's webhook. */
export interface WebhookSender {
  /** Returns at once; a POST that is not answered with 200 is repeated a few times. */
  announce(kind: OfferKind, credex: Credex): void;
  /** Resolves when all reports are sent or given up. */
  idle(): Promise<void>;
  /** Gives up what is not sent yet. */
  close(): Promise<void>;
}

export interface WebhookSenderOptions {
  /** The webhook's URL, and the secret that signs it. */
  webhook: { url: string; secret: string };
  book: CredexCoreState;
  clock: Clock;
}

/** Within a minute: a killed server is back by then. */
const TRIES = 8;
const FIRST_AGAIN_AFTER_MS = 250;
const ANSWER_WITHIN_MS = 5_000;

export function createWebhookSender({
  webhook,
  book: state,
  clock,
}: WebhookSenderOptions): WebhookSender {
  const leave = new AbortController();
  const alive = new Set<AbortSignal>();
  const sending = new Set<Promise<void>>();
  /** In order, so that an offer is reported before its settlement. */
  let last = Promise.resolve();

  return {
    announce(kind, credex) {
      const { recipient, by } = partiesOf(kind, credex, state);
      const phone = state.members.find(({ memberID }) => memberID === recipient?.ownerID)?.phone;
      if (!recipient || !phone || recipient.ownerID === by?.ownerID) return;
      const event = {
        id: randomUUID(),
        time: new Date(clock()).toISOString(),
        kind: `offer.${kind}`,
        phone,
        offer: {
          ...viewCredex({ book: state, account: recipient, credex }),
          account: recipient.accountName,
        },
      };
      last = last.then(() => send(JSON.stringify({ events: [event] })));
      const sent = last;
      sending.add(sent);
      void sent.finally(() => sending.delete(sent));
    },
    async idle() {
      await Promise.all(sending);
    },
    async close() {
      leave.abort();
      await Promise.all(sending);
    },
  };

  async function send(body: string): Promise<void> {
    for (let tries = 0; tries < TRIES && !leave.signal.aborted; tries++) {
      const waitMs = tries === 0 ? 0 : FIRST_AGAIN_AFTER_MS * 2 ** tries;
      await sleep(waitMs, undefined, { signal: leave.signal }).catch(() => {});
      if (await isTaken(body)) return;
    }
  }

  async function isTaken(body: string): Promise<boolean> {
    const signature = createHmac("sha256", webhook.secret).update(body).digest("hex");
    const timeout = AbortSignal.timeout(ANSWER_WITHIN_MS);
    // `any` holds the timeout weakly, so that garbage collection may take it before its time.
    alive.add(timeout);
    const response = await fetch(webhook.url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-credex-signature": `sha256=${signature}` },
      body,
      signal: AbortSignal.any([leave.signal, timeout]),
    }).catch(() => undefined);
    await response?.arrayBuffer().catch(() => undefined);
    alive.delete(timeout);
    return response?.ok ?? false;
  }
}

/** The member who acted, and the other one, who is notified. */
function partiesOf(
  kind: OfferKind,
  { issuerAccountID, receiverAccountID }: Credex,
  state: CredexCoreState,
) {
  const accountOf = (id: string): Account | undefined =>
    state.accounts.find(({ accountID }) => accountID === id);
  const issuer = accountOf(issuerAccountID);
  const receiver = accountOf(receiverAccountID);
  return kind === "created" || kind === "cancelled"
    ? { recipient: receiver, by: issuer }
    : { recipient: issuer, by: receiver };
}
