import { X509Certificate } from "node:crypto";
import { DOCTOR } from "../../policy.ts";
import { type Finding, findingOf } from "./finding.ts";

/** What the codes and messages of Node's TLS errors mean, and what to do. */
const REASONS: readonly [error: RegExp, sentence: string][] = [
  [
    /SELF_SIGNED_CERT|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/,
    "Redis's certificate is not signed by a known authority: set REDIS_TLS_CA_FILE to the certificate of its authority",
  ],
  [
    /ALTNAME_INVALID/,
    "Redis's certificate is for another host: use a name of the certificate in REDIS_STATE_URL",
  ],
  [/CERT_HAS_EXPIRED/, "Redis's certificate has expired: renew it"],
  [
    /ALERT_(CERTIFICATE|UNKNOWN_CA|BAD_CERT|NO_CERT|HANDSHAKE|UNSUPPORTED_CERT)|CERTIFICATE_REQUIRED/,
    "Redis rejects the client certificate: set REDIS_TLS_CERT_FILE and REDIS_TLS_KEY_FILE to one that its authority has signed",
  ],
];

/** Why no encrypted connection was made, by the errors of all attempts; `undefined` if TLS is not the reason. */
export function describeTlsErrors(errors: readonly Error[]): string | undefined {
  const texts = errors.map((error) => `${"code" in error ? error.code : ""} ${error.message}`);
  return REASONS.find(([known]) => texts.some((text) => known.test(text)))?.[1];
}

/** Whether a client certificate is still valid for a while. */
export function judgeCertificate(pem: string | undefined, now: number): Finding[] {
  if (pem === undefined) return [];
  const until = new Date(new X509Certificate(pem).validTo);
  if (until.getTime() > now + DOCTOR.certificateMs) return [];
  const day = until.toISOString().slice(0, 10);
  const sentence = `The client certificate for Redis expires on ${day}: renew it, and restart the servers`;
  return [findingOf("redis", until.getTime() > now ? "warning" : "problem", sentence)];
}
