import { createSecretKey } from "node:crypto";
import jwt from "jsonwebtoken";
import type { Tokens } from "../conversation/ports/tokens.ts";

/**
 * Session tokens: HS256 JWTs whose `sub` is the conversation and `sid` the session. They are signed and verified
 * with the turn's own time, so that a repeated turn has the same result.
 */
export function createTokens({
  secret,
  ttlSeconds,
}: {
  secret: string;
  ttlSeconds: number;
}): Tokens {
  // A key object: given a string, the library would first try to parse a PEM key, at each call, for milliseconds.
  const key = createSecretKey(secret, "utf8");
  return {
    issue({ conversationId, sessionId, now }) {
      const iat = Math.floor(now / 1000);
      const claims = { sub: conversationId, sid: sessionId, iat, exp: iat + ttlSeconds };
      return jwt.sign(claims, key, { algorithm: "HS256" });
    },
    verify(token, { conversationId, sessionId, now }) {
      try {
        const claims = jwt.verify(token, key, {
          algorithms: ["HS256"],
          subject: conversationId,
          // Checked below: a token that is expired and from another session counts as a forgery.
          ignoreExpiration: true,
        });
        if (typeof claims === "string" || claims.sid !== sessionId) return "forged";
        return (claims.exp ?? 0) * 1000 > now ? "valid" : "expired";
      } catch {
        return "forged";
      }
    },
  };
}
