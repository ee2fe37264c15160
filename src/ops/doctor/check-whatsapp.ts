import { z } from "zod";
import type { Config } from "../../config.ts";
import { DOCTOR } from "../../policy.ts";
import { type Finding, findingOf } from "./finding.ts";

type Settings = Pick<
  Config,
  "WHATSAPP_API_URL" | "WHATSAPP_API_VERSION" | "WHATSAPP_ACCESS_TOKEN" | "WHATSAPP_PHONE_NUMBER_ID"
>;

const Answer = z.object({
  quality_rating: z.string().optional(),
  webhook_configuration: z.object({ application: z.string().optional() }).optional(),
  error: z.object({ code: z.number() }).optional(),
});

/** Whether WhatsApp accepts the token for each number, and delivers to a webhook of ours. */
export async function checkWhatsApp(settings: Settings, now: () => number): Promise<Finding[]> {
  const findings = await Promise.all(
    settings.WHATSAPP_PHONE_NUMBER_ID.map((id) => checkNumber(settings, { id, now })),
  );
  return findings.flat();
}

async function checkNumber(
  settings: Settings,
  { id, now }: { id: string; now: () => number },
): Promise<Finding[]> {
  const { WHATSAPP_API_URL: url, WHATSAPP_API_VERSION: version } = settings;
  const fields = "fields=quality_rating,webhook_configuration";
  const answer = await fetch(`${url}/${version}/${id}?${fields}`, {
    headers: { authorization: `Bearer ${settings.WHATSAPP_ACCESS_TOKEN}` },
    signal: AbortSignal.timeout(DOCTOR.waitMs),
  }).catch(() => undefined);
  if (!answer)
    return [
      problem("WhatsApp does not answer: allow connections to WHATSAPP_API_URL, and use DNS"),
    ];
  const body = Answer.safeParse(await answer.json().catch(() => undefined)).data ?? {};
  const clock = judgeClock(answer.headers.get("date"), now());
  if (!answer.ok || body.error) return [refused(body.error?.code, answer.status), ...clock];
  return [...judgeNumber(body), ...clock];
}

/** Error codes of the Graph API. */
function refused(code: number | undefined, status: number): Finding {
  if (code === 190)
    return problem("WhatsApp rejects the access token (190): replace WHATSAPP_ACCESS_TOKEN");
  if (code === 100 || code === 33)
    return problem(
      `WhatsApp knows no such number (${code}): correct WHATSAPP_PHONE_NUMBER_ID, which is an id, not a phone number`,
    );
  if (code === 2635)
    return problem("WHATSAPP_API_VERSION is no longer served (2635): set a current one");
  if (code === 10 || (code !== undefined && code >= 200 && code <= 299))
    return problem(
      `The access token has no right to this number (${code}): give its system user whatsapp_business_messaging`,
    );
  return problem(`WhatsApp refuses the question (${code ?? `HTTP ${status}`}): see Meta's codes`);
}

function judgeNumber({
  quality_rating: quality,
  webhook_configuration: webhook,
}: z.infer<typeof Answer>): Finding[] {
  const address = webhook?.application;
  const ok = { check: "whatsapp", level: "ok", what: "WhatsApp accepts the token" } as const;
  return [
    ok,
    ...(address === undefined
      ? [
          problem(
            "The app has no webhook: set it to https://<your host>/webhook in Meta's dashboard",
          ),
        ]
      : []),
    ...(address !== undefined && !/^https:\/\/[^?#]+\/webhook$/.test(address)
      ? [problem("WhatsApp delivers to another address: set it to https://<your host>/webhook")]
      : []),
    ...(quality === "RED"
      ? [findingOf("whatsapp", "warning", "The number has low quality: see Meta's dashboard")]
      : []),
  ];
}

/** An answer that looks older than its question is asked again. */
function judgeClock(date: string | null, now: number): Finding[] {
  const aheadMs = now - Date.parse(date ?? "");
  if (!(Math.abs(aheadMs) > DOCTOR.clockMs)) return [];
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  return [problem(`This machine's clock differs from WhatsApp's by ${seconds} s: run NTP`)];
}

function problem(sentence: string): Finding {
  return findingOf("whatsapp", "problem", sentence);
}
