import { Big } from "big.js";
import type { CredexCoreFake } from "../../../src/fakes/credex-core/credex-core.ts";
import { OPENING } from "../load/dialogue.ts";
import type { Member } from "../load/member.ts";

/** The code of the server is cold, and a login costs more than any other message. */
const AT_ONCE = 4;
const DUE_IN_MS = 70 * 24 * 60 * 60 * 1_000;

/** Gives every member an account at credex-core, with as many offers to accept, and opens their sessions. */
export async function logIn(
  members: readonly Member[],
  { credex, offers }: { credex: CredexCoreFake; offers: number },
): Promise<void> {
  for (const { phone } of members) openAccount(credex, phone, offers);
  for (let at = 0; at < members.length; at += AT_ONCE)
    await Promise.all(members.slice(at, at + AT_ONCE).map((member) => member.says(OPENING)));
}

function openAccount({ registry, ledger }: CredexCoreFake, phone: string, offers: number): void {
  const name = { firstname: "Tariro", lastname: "Moyo" };
  const opened = registry.onboard({ ...name, phone, defaultDenom: "USD" });
  const issuer = registry.accountByHandle("bob_bakery");
  if (opened.kind === "refused" || issuer.kind === "refused")
    throw new Error("The fake of credex-core refuses an account");
  const { memberID } = opened.value;
  const account = ledger.book.accounts.find(({ ownerID }) => ownerID === memberID);
  for (let offer = 0; offer < offers; offer++)
    ledger.offer({
      memberID: issuer.value.ownerID,
      issuerAccountID: issuer.value.accountID,
      receiverAccountID: account?.accountID ?? "",
      denomination: "USD",
      amount: new Big(5),
      secured: false,
      dueDate: new Date(Date.now() + DUE_IN_MS).toISOString().slice(0, 10),
    });
}
