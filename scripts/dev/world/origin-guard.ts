import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

/**
 * Admits the page of this origin, and clients that are not pages. The world controls the server completely, so
 * no other page in the same browser may use it, not even one whose host name resolves to this machine.
 */
export function guard(origins: readonly string[]): MiddlewareHandler[] {
  return [
    async (context, next) => {
      const origin = context.req.header("origin");
      const isKnown = origin === undefined || origins.includes(origin);
      if (isKnown && isLoopback(new URL(context.req.url).hostname)) return await next();
      return context.json({ error: "Only this machine's playground may send this request." }, 403);
    },
    cors({ origin: [...origins], allowMethods: ["GET", "POST", "PUT"] }),
  ];
}

function isLoopback(hostname: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
}
