import { createSecretKey, type KeyObject } from "node:crypto";
import jwt from "jsonwebtoken";
import type { Tokens } from "../conversation/ports/tokens.ts";
import { RECENT_TOKENS } from "../policy.ts";
import { createRecentMap } from "./recent-map.ts";

/** What a token says whose signature this process has made or verified. */
interface KnownToken {
  token: string;
  sessionId: string;
  /** Seconds since 1970. */
  expiresAt: number;
  /** Seconds since 1970; absent for a token that another process may have issued. */
  issuedAt?: number;
}

/**
 * Session tokens: HS256 JWTs whose `sub` is the conversation and `sid` the session. They are signed and verified
 * with the turn's own time, so that a repeated turn has the same result. The newest token of a conversation is
 * remembered with its claims: the same text has the same signature, so only its claims are compared again.
 */
export function createTokens({
  secrets: [secret, ...secondaries],
  ttlSeconds,
  remembered = RECENT_TOKENS,
}: {
  /** The first signs, all verify. */
  secrets: readonly [string, ...string[]];
  ttlSeconds: number;
  /** Of how many conversations the newest token is remembered. */
  remembered?: number;
}): Tokens {
  // A key object: given a string, the library would first try to parse a PEM key, at each call, for milliseconds.
  const key = createSecretKey(secret, "utf8");
  const keys = [key, ...secondaries.map((secondary) => createSecretKey(secondary, "utf8"))];
  const recent = createRecentMap<KnownToken>(remembered);
  return {
    issue({ conversationId, sessionId, now }) {
      const issuedAt = Math.floor(now / 1000);
      const known = recent.get(conversationId);
      if (known?.sessionId === sessionId && known.issuedAt === issuedAt) return known.token;
      const expiresAt = issuedAt + ttlSeconds;
      const claims = { sub: conversationId, sid: sessionId, iat: issuedAt, exp: expiresAt };
      const token = jwt.sign(claims, key, { algorithm: "HS256" });
      recent.set(conversationId, { token, sessionId, expiresAt, issuedAt });
      return token;
    },
    verify(token, { conversationId, sessionId, now }) {
      const known = recent.get(conversationId);
      const isKnown = known?.token === token;
      const read = isKnown ? known : readToken(token, { keys, conversationId });
      // First: a token that is expired and from another session counts as a forgery.
      if (read?.sessionId !== sessionId) return "forged";
      if (!isKnown) recent.set(conversationId, read);
      return read.expiresAt * 1000 > now ? "valid" : "expired";
    },
  };
}

/** The claims of a token with our signature for this conversation; `undefined` for any other. */
function readToken(
  token: string,
  { keys, conversationId }: { keys: readonly KeyObject[]; conversationId: string },
): KnownToken | undefined {
  for (const key of keys) {
    const read = readTokenUnder(key, token, conversationId);
    if (read) return read;
  }
  return undefined;
}

function readTokenUnder(
  key: KeyObject,
  token: string,
  conversationId: string,
): KnownToken | undefined {
  try {
    const claims = jwt.verify(token, key, {
      algorithms: ["HS256"],
      subject: conversationId,
      // The turn's time decides, not the clock of the library.
      ignoreExpiration: true,
    });
    if (typeof claims === "string") return undefined;
    const { sid, exp = 0 } = claims;
    return typeof sid === "string" ? { token, sessionId: sid, expiresAt: exp } : undefined;
  } catch {
    return undefined;
  }
}
