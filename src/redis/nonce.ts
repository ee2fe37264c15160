import { randomBytes } from "node:crypto";

const processPrefix = randomBytes(8).toString("hex");
let count = 0;

/** A hexadecimal text that no other call returns, in this process or another. */
export function newNonce(): string {
  count += 1;
  return `${processPrefix}${count.toString(16).padStart(8, "0")}`;
}
