import type { Outcome } from "../conversation/model/event.ts";
import { safeReason } from "./display-names.ts";

export type NotFound = "member_not_found" | "account_not_found" | "credex_not_found";

export interface CredexRefusal {
  /** credex-core's own message, if it gave any. */
  reason: string;
  status?: number;
  code?: string;
  notFound: NotFound;
}

/** credex-core explains refusals in words; machines need these codes. */
export function refused({ reason, status, code = "", notFound }: CredexRefusal): Outcome {
  return {
    kind: "refused",
    code: stableCode({ words: `${code} ${reason}`, status, notFound }),
    reason: safeReason(reason),
  };
}

function stableCode({
  words,
  status,
  notFound,
}: {
  words: string;
  status: number | undefined;
  notFound: NotFound;
}): string {
  if (status === 401 || status === 403) return "not_allowed";
  if (/not[ _]found/i.test(words)) return notFound;
  // At login a bare 404 means a wrong address rather than an unknown member.
  if (status === 404 && notFound !== "member_not_found") return notFound;
  if (/insufficient/i.test(words)) return "insufficient_balance";
  if (/limit/i.test(words)) return "limit";
  if (/already exists/i.test(words)) return "member_exists";
  return "refused";
}
