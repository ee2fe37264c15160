import { BUSINESS_NUMBER_ID } from "../../src/loopback/world.ts";
import type { Random } from "../chaos/random.ts";
import { mutatedNotice } from "./notices.ts";
import type { Phone, Phones } from "./phone.ts";
import { scenes } from "./scenes.ts";
import { mutatedWebhook } from "./webhooks.ts";
import type { World } from "./world.ts";

/** The webhooks of one case, and how long each took. */
export interface Sent {
  body: string;
  from: "whatsapp" | "credex";
  status: number;
  tookMs: number;
}

export interface CaseOptions {
  number: number;
  random: Random;
  world: World;
  phones: Phones;
  onSent(sent: Sent): void;
}

/** How many mutated webhooks a member gets, and how many of them at once. */
const WEBHOOKS = 40;
const AT_ONCE = 4;
const NOTICES_SHARE = 0.06;

/** The number of a case's own member. */
export function phoneOf(caseNumber: number): string {
  return `26377${String(caseNumber).padStart(8, "0")}`;
}

/**
 * Another number that a case's webhooks write from and name. It is the case's own as well: another case's member would
 * be disturbed in its scene.
 */
export function otherPhoneOf(caseNumber: number): string {
  return `26378${String(caseNumber).padStart(8, "0")}`;
}

export function caseOf(phone: string | undefined): number | undefined {
  const digits = /^2637[78](\d{8})$/.exec(phone ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * A member in the middle of a conversation gets mutated webhooks, while credex-core's answers are mutated as
 * well. Afterwards a normal message must be answered. The same number and seed reproduce the case.
 */
export async function runCase({
  number,
  random,
  world,
  phones,
  onSent,
}: CaseOptions): Promise<void> {
  const phone = phoneOf(number);
  const isSpoilt = random.isLucky(0.7);
  const member = phones.open(phone, { isLenient: isSpoilt });
  if (isSpoilt) world.answers.spoil(phone, random.for("credex"));
  await bringAbout(random.for("scene"), { phone, member, world });
  for (let sent = 0; sent < WEBHOOKS; sent += AT_ONCE) {
    const offered = member.received().slice(-2);
    const batch = Array.from({ length: AT_ONCE }, (_, index) => {
      const own = random.for(`webhook ${sent + index}`);
      const id = `${number}.${sent + index}`;
      const now = Date.now();
      const isNotice = own.isLucky(NOTICES_SHARE);
      const other = otherPhoneOf(number);
      const body = isNotice
        ? mutatedNotice({ random: own, phone, now, id })
        : mutatedWebhook({
            random: own,
            phone,
            other,
            businessNumberId: BUSINESS_NUMBER_ID,
            now,
            offered,
            id,
          });
      return post(world, body, isNotice ? "credex" : "whatsapp");
    });
    for (const one of await Promise.all(batch)) onSent(one);
  }
  world.answers.spoil(phone, undefined);
  await member.says("help");
}

export async function post(world: World, body: string, from: Sent["from"]): Promise<Sent> {
  const begun = performance.now();
  const status = await world.post(body, from);
  return { body, from, status, tookMs: performance.now() - begun };
}

/** A new member in one of six cases; otherwise a member in a scene. */
async function bringAbout(
  random: Random,
  { phone, member, world }: { phone: string; member: Phone; world: World },
): Promise<void> {
  if (random.isLucky(1 / 6)) {
    const steps = ["hi", "Open an account", "Tariro", "Moyo"].slice(
      0,
      Math.ceil(random.between(0, 4)),
    );
    for (const step of steps) await member.says(step);
    return;
  }
  const { registry, ledger } = world.credexCore;
  const person = registry.onboard({
    firstname: "Tariro",
    lastname: "Moyo",
    phone,
    defaultDenom: "USD",
  });
  const account = ledger.book.accounts.at(-1);
  if (person.kind === "ok" && account && random.isLucky(0.3)) {
    const [accountID, accountHandle] = [`${account.accountID}-2`, `${account.accountHandle}_2`];
    ledger.book.accounts.push({ ...account, accountID, accountHandle, accountName: "Mbare Fresh" });
  }
  await member.says("hi");
  const names = Object.keys(scenes) as [string, ...string[]];
  await scenes[random.pick(names)]?.(member);
}
