import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

/**
 * Lets in the page of this origin, and what is no page at all. The world can do anything to the server, so
 * that no other page that is open in the same browser may ask it, not even under a name that leads here.
 */
export function guard(origins: readonly string[]): MiddlewareHandler[] {
  return [
    async (context, next) => {
      const origin = context.req.header("origin");
      const isKnown = origin === undefined || origins.includes(origin);
      if (isKnown && isLoopback(new URL(context.req.url).hostname)) return await next();
      return context.json({ error: "Only the playground of this machine may ask." }, 403);
    },
    cors({ origin: [...origins], allowMethods: ["GET", "POST", "PUT"] }),
  ];
}

function isLoopback(hostname: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
}
