import type { Config } from "../../config.ts";
import { DOCTOR } from "../../policy.ts";
import { type Finding, findingOf } from "./finding.ts";

/** Nobody has this number: the login is refused, and changes nothing. */
const NOBODY = "000000";

/** Whether credex-core answers, and accepts the key. */
export async function checkCredex({
  MYCREDEX_APP_URL: url,
  CLIENT_API_KEY: key,
}: Pick<Config, "MYCREDEX_APP_URL" | "CLIENT_API_KEY">): Promise<Finding[]> {
  const answer = await fetch(`${url}/login`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-client-api-key": key },
    body: JSON.stringify({ phone: NOBODY }),
    signal: AbortSignal.timeout(DOCTOR.waitMs),
  }).catch(() => undefined);
  return [judge(answer?.status, answer?.headers.get("content-type") ?? "")];
}

function judge(status: number | undefined, type: string): Finding {
  if (status === undefined)
    return problem("credex-core does not answer: start it, or correct MYCREDEX_APP_URL");
  if (status === 401 || status === 403)
    return problem(`credex-core rejects the key (HTTP ${status}): correct CLIENT_API_KEY`);
  if (status >= 500) return problem(`credex-core fails (HTTP ${status}): see its log`);
  if (!type.includes("json"))
    return problem("Something else answers at MYCREDEX_APP_URL: correct its path");
  return { check: "credex-core", level: "ok", what: "credex-core accepts the key" };
}

function problem(sentence: string): Finding {
  return findingOf("credex-core", "problem", sentence);
}
