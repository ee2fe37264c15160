import { randomBytes } from "node:crypto";
import jwt from "jsonwebtoken";
import type { Clock } from "./rules.ts";

const LIFETIME_SECONDS = 300;

/** A sandbox's own tokens: five minutes, HS256, worth nothing to the next sandbox. */
export function createTokens(clock: Clock) {
  const secret = randomBytes(32);
  const nowSeconds = () => Math.floor(clock() / 1_000);
  return {
    issue(memberID: string): string {
      const iat = nowSeconds();
      return jwt.sign({ sub: memberID, iat, exp: iat + LIFETIME_SECONDS }, secret);
    },
    /** Whose token it is, while it lasts. */
    verify(token: string): string | undefined {
      try {
        const options = { algorithms: ["HS256" as const], clockTimestamp: nowSeconds() };
        return jwt.verify(token, secret, options).sub?.toString();
      } catch {
        return undefined;
      }
    },
  };
}
