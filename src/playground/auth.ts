import { createHash, timingSafeEqual } from "node:crypto";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { closedPage } from "./closed-page.ts";
import type { Access } from "./playground-module.ts";

const COOKIE = "playground";
const WRONG_PER_MINUTE = 10;

/** Admits the request, or answers 401; 429 to a client that guesses. */
export function createAuth(access: Access): MiddlewareHandler {
  if (access.kind === "dev")
    return async (c, next) => {
      // A foreign host name that resolves to this machine would have the same origin as its own pages.
      if (!isLoopback(hostOf(c)) || !isFromHere(c, isLoopback)) return c.text("Forbidden", 403);
      return next();
    };

  return createTokenGate(access.tokens);
}

function createTokenGate(tokens: readonly string[]): MiddlewareHandler {
  const digests = tokens.map(digestOf);
  const isRight = (digest: string) => digests.some((one) => isSame(digest, one));
  const wrong = new RateLimiterMemory({ points: WRONG_PER_MINUTE, duration: 60 });
  const admit = async (c: Context, given: string | undefined): Promise<Admission> => {
    const cookie = getCookie(c, COOKIE) ?? "";
    if (isRight(cookie)) return { digest: cookie };
    if (given === undefined) return { refusal: "none" };
    // Also after wrong tokens: all clients behind a proxy share one address, and 32 characters cannot be guessed.
    const digest = digestOf(given);
    if (isRight(digest)) return { digest };
    const caller = getConnInfo(c).remote.address ?? "";
    return wrong.consume(caller).then(
      () => ({ refusal: "wrong" }),
      () => ({ refusal: "many" }),
    );
  };
  return async (c, next) => {
    if (!isFromHere(c, (host) => host === hostOf(c))) return c.text("Forbidden", 403);
    const inQuery = c.req.path === "/playground" ? c.req.query("token") : undefined;
    const admission = await admit(c, bearerOf(c) ?? inQuery);
    if ("refusal" in admission) return close(c, admission.refusal);
    return inQuery === undefined ? next() : letIn(c, admission.digest);
  };
}

type Refusal = "none" | "wrong" | "many";

/** `digest`: what the cookie of a browser that is admitted holds. */
type Admission = { digest: string } | { refusal: Refusal };

function close(c: Context, refusal: Refusal): Response {
  const isTooOften = refusal === "many";
  if (isTooOften) c.header("Retry-After", "60");
  return c.html(closedPage(refusal), isTooOften ? 429 : 401, CLOSED) as Response;
}

/** Exchanges the token for a cookie; the redirect removes it from the address, and so from history and links. */
function letIn(c: Context, digest: string): Response {
  // A proxy may speak HTTPS to the browser and use another name for this machine.
  const isSecure = c.req.header("x-forwarded-proto") === "https" || !isLoopback(hostOf(c));
  setCookie(c, COOKIE, digest, { path: "/", httpOnly: true, sameSite: "Strict", secure: isSecure });
  for (const [name, value] of Object.entries(CLOSED)) c.header(name, value);
  return c.redirect("/playground");
}

const CLOSED = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
};

/** A foreign page must not act or listen on behalf of the person who has it open. */
function isFromHere(c: Context, isOurs: (host: string) => boolean): boolean {
  const origin = c.req.header("origin");
  if (origin === undefined) return true;
  try {
    return isOurs(new URL(origin).host);
  } catch {
    return false;
  }
}

function hostOf(c: Context): string {
  return c.req.header("host") ?? "";
}

function isLoopback(host: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}

function bearerOf(c: Context): string | undefined {
  return /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "")?.[1];
}

/** The cookie's value: it grants access without containing the token. */
function digestOf(token: string): string {
  return createHash("sha256").update(`playground ${token}`).digest("base64url");
}

/** Constant time for any input: it compares digests of equal length. */
function isSame(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => createHash("sha256").update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
