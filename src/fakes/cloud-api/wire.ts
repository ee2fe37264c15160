import { createHmac } from "node:crypto";

/** JSON as Meta writes it: compact, ASCII only, slashes escaped. */
export function encode(payload: unknown): string {
  return JSON.stringify(payload)
    .replaceAll("/", "\\/")
    .replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}

/** The value of `X-Hub-Signature-256`. */
export function sign(body: string, appSecret: string): string {
  return `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
}
