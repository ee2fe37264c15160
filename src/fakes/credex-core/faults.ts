import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";

/** The fault, and whether it occurs before or after the request was carried out. */
export type Fault =
  | { kind: "refuse" | "unauthorized" }
  | { kind: "error" | "hang" | "cut"; applied: boolean }
  | { kind: "answer late" | "apply late"; delayMs: number };

/** Deliberate faults at one endpoint or, where none is named, at any. */
export interface Faults {
  next(fault: Fault, endpoint?: string): void;
  untilReset(fault: Fault, endpoint?: string): void;
  reset(): void;
  /** The fault for the next request to the endpoint. */
  take(endpoint: string): Fault | undefined;
}

interface Planned {
  fault: Fault;
  endpoint: string | undefined;
  once: boolean;
}

export type CredexCoreEnv = { Bindings: Partial<HttpBindings> };

export function createFaults(): Faults {
  let planned: Planned[] = [];
  return {
    next(fault, endpoint) {
      planned.push({ fault, endpoint, once: true });
    },
    untilReset(fault, endpoint) {
      planned.push({ fault, endpoint, once: false });
    },
    reset() {
      planned = [];
    },
    take(endpoint) {
      const found = planned.find((one) => (one.endpoint ?? endpoint) === endpoint);
      if (found?.once) planned = planned.filter((one) => one !== found);
      return found?.fault;
    },
  };
}

export function applyFault(faults: Faults): MiddlewareHandler<CredexCoreEnv> {
  return async (context, next) => {
    const fault = faults.take(context.req.path.slice(1));
    if (!fault) return await next();
    // Read while the caller is still connected: a late request runs without it.
    await context.req.text();
    switch (fault.kind) {
      case "refuse":
        return context.json({ error: "Refused on purpose" }, 400);
      case "unauthorized":
        return context.json({ message: "Unauthorized" }, 401);
      case "answer late":
        await next();
        await sleep(fault.delayMs);
        return;
      case "apply late":
        await sleep(fault.delayMs);
        return await next();
      case "error":
      case "hang":
      case "cut":
        if (fault.applied) await next();
        return await fail(context, fault.kind);
    }
  };
}

async function fail(context: Context<CredexCoreEnv>, kind: "error" | "hang" | "cut") {
  if (kind === "cut") context.env.incoming?.socket.destroy();
  if (kind === "hang") await gone(context.req.raw.signal);
  context.res = context.json({ error: "Internal error" }, 500);
}

/** Resolves when the caller gives up. */
function gone(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
