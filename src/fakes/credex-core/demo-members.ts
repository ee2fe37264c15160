import { Big } from "big.js";
import type { Directory } from "./directory.ts";
import type { Ledger } from "./ledger.ts";

/** Members to try things out with: bob_bakery, thandi_tailor and moyo_motors. */
const DEMO = [
  { firstname: "Bob", lastname: "Bakery", phone: "263770000001", defaultDenom: "USD" },
  { firstname: "Thandi", lastname: "Tailor", phone: "263770000002", defaultDenom: "ZWG" },
  { firstname: "Moyo", lastname: "Motors", phone: "263770000003", defaultDenom: "USD" },
] as const;

/** Adds them to a state without members. */
export function addDemoMembers({
  ledger,
  registry,
}: {
  ledger: Ledger;
  registry: Directory;
}): void {
  if (ledger.book.members.length > 0) return;
  for (const person of DEMO) registry.onboard(person);
  const tailor = registry.accountByHandle("thandi_tailor");
  if (tailor.kind === "ok") {
    ledger.issue({ account: tailor.value, denomination: "ZWG", amount: new Big(2_500) });
  }
}
