import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import jwt from "jsonwebtoken";
import { expect, test } from "vitest";
import type { Claims } from "../../src/conversation/ports/tokens.ts";
import { createTokens } from "../../src/session/tokens.ts";

const SECRET = "a-secret-that-is-only-for-tests-0123456789";
const key = createSecretKey(SECRET, "utf8");
const claims = { conversationId: "c1.1", sessionId: "s1", now: 1_700_000_000_000 };
const start = (remembered?: number) =>
  createTokens({
    secrets: [SECRET],
    ttlSeconds: 300,
    ...(remembered !== undefined && { remembered }),
  });

test("a token is what jsonwebtoken signs, and jsonwebtoken verifies it", () => {
  const iat = claims.now / 1000;
  const wanted = { sub: "c1.1", sid: "s1", iat, exp: iat + 300 };
  const token = start().issue(claims);
  expect(token).toBe(jwt.sign(wanted, key, { algorithm: "HS256" }));
  expect(jwt.verify(token, key, { ignoreExpiration: true })).toEqual(wanted);
});

test("a token of another process is valid", () => {
  const token = start().issue(claims);
  const tokens = start();
  expect(tokens.verify(token, claims)).toBe("valid");
  expect(tokens.verify(token, { ...claims, now: claims.now + 300_000 })).toBe("expired");
});

test("while the secret is rotated, both secrets verify and only the newer one signs", () => {
  const newer = `${SECRET}-newer`;
  const issuedBy = (secrets: [string, ...string[]]) =>
    createTokens({ secrets, ttlSeconds: 300 }).issue(claims);
  const judgedBy = (secrets: [string, ...string[]], token: string) =>
    createTokens({ secrets, ttlSeconds: 300 }).verify(token, claims);
  expect(issuedBy([newer, SECRET])).toBe(issuedBy([newer]));
  for (const [secrets, judgements] of [
    [
      [SECRET, newer],
      ["valid", "valid"],
    ],
    [
      [newer, SECRET],
      ["valid", "valid"],
    ],
    [[newer], ["forged", "valid"]],
  ] as const)
    expect([SECRET, newer].map((one) => judgedBy([...secrets], issuedBy([one])))).toEqual(
      judgements,
    );
});

test("a known token with one character changed is forged", () => {
  const tokens = start();
  const token = tokens.issue(claims);
  expect(tokens.verify(token, claims)).toBe("valid");
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === "A" ? "B" : "A";
    const tampered = `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
    // The last character of a signature has two bits that mean nothing.
    if (at === token.length - 1 && isSameSignature(tampered, token)) continue;
    expect(tokens.verify(tampered, claims)).toBe("forged");
  }
});

test.each([
  ["without a signature", (token: string) => `${token.slice(0, token.lastIndexOf("."))}.`],
  ["empty", () => ""],
  ["with a space after it", (token: string) => `${token} `],
])("a known token %s is forged", (_, change) => {
  const tokens = start();
  const token = tokens.issue(claims);
  expect(tokens.verify(change(token), claims)).toBe("forged");
});

/** One of two conversations and sessions, within a few seconds around a token's expiry. */
const claim: fc.Arbitrary<Claims> = fc.record({
  conversationId: fc.constantFrom("c1.1", "c2.1"),
  sessionId: fc.constantFrom("s1", "s2"),
  now: fc.integer({ min: 0, max: 6 }).map((halves) => halves * 500),
});
const step = fc.record({
  kind: fc.constantFrom("issue", "verify"),
  claim,
  pick: fc.nat({ max: 5 }),
  isForeign: fc.boolean(),
});

test("what is remembered changes no answer", () => {
  const other = createTokens({ secrets: [`${SECRET}-of-another`], ttlSeconds: 1 });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 3 }), (steps, max) => {
      const tokens = createTokens({ secrets: [SECRET], ttlSeconds: 1, remembered: max });
      const forgetful = () => createTokens({ secrets: [SECRET], ttlSeconds: 1 });
      const issued = ["", "x.y.z"];
      for (const { kind, claim, pick, isForeign } of steps) {
        if (kind === "issue") {
          const token = tokens.issue(claim);
          expect(token).toBe(forgetful().issue(claim));
          issued.push(isForeign ? other.issue(claim) : token);
        } else {
          const token = issued[pick % issued.length] ?? "";
          expect(tokens.verify(token, claim)).toBe(forgetful().verify(token, claim));
        }
      }
    }),
  );
});

function isSameSignature(one: string, other: string): boolean {
  const [a, b] = [one, other].map((token) => Buffer.from(token.split(".")[2] ?? "", "base64url"));
  return a !== undefined && b !== undefined && a.equals(b);
}
