import { randomBytes } from "node:crypto";
import jwt from "jsonwebtoken";
import type { Clock } from "./rules.ts";

const LIFETIME_SECONDS = 300;

/** Tokens of one fake: five minutes, HS256, invalid for any other. */
export function createTokens(clock: Clock) {
  const secret = randomBytes(32);
  const nowSeconds = () => Math.floor(clock() / 1_000);
  return {
    issue(memberID: string): string {
      const iat = nowSeconds();
      return jwt.sign({ sub: memberID, iat, exp: iat + LIFETIME_SECONDS }, secret);
    },
    /** The owner of a token, while it is valid. */
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
