import { type Context, Hono } from "hono";
import type { Directory } from "./directory.ts";
import { type Endpoint, endpoints } from "./endpoints.ts";
import { applyFault, type CredexCoreEnv, type Faults } from "./faults.ts";
import type { Ledger } from "./ledger.ts";
import { ok, type Refusal, type Result } from "./result.ts";
import type { Clock } from "./rules.ts";
import type { Acted } from "./state.ts";
import { createTokens } from "./tokens.ts";
import { viewDashboard } from "./views.ts";

export interface AppOptions {
  apiKey: string;
  clock: Clock;
  ledger: Ledger;
  registry: Directory;
  faults: Faults;
  /** Called after each request that may have changed the state, before its answer is sent. */
  save: () => void;
  honoursKeys: boolean;
}

/** credex-core's contract over HTTP. */
export function createApp(options: AppOptions): Hono<CredexCoreEnv> {
  const { apiKey, clock, ledger, registry, faults, save, honoursKeys } = options;
  const tokens = createTokens(clock);
  const app = new Hono<CredexCoreEnv>();
  app.use(applyFault(faults));

  app.use(async (context, next) => {
    if (context.req.header("x-client-api-key") === apiKey) return await next();
    return context.json({ message: "Invalid client API key" }, 401);
  });
  for (const [name, endpoint] of Object.entries(endpoints)) {
    app.post(`/${name}`, (context) => serve({ name, endpoint, context }));
  }
  app.notFound((context) => context.json({ message: "No such endpoint" }, 404));
  return app;

  async function serve({ name, endpoint, context }: Serving) {
    const memberID = endpoint.opens ? "" : tokens.verify(bearer(context));
    if (memberID === undefined) return context.json({ message: "Invalid or expired token" }, 401);
    if (memberID) context.header("authorization", `Bearer ${tokens.issue(memberID)}`);

    const body: unknown = await context.req.json().catch(() => undefined);
    const act = () => endpoint.act({ ledger, registry, memberID, body });
    const result = endpoint.writes ? write(act, keyOf(context, memberID)) : act();
    if (result.kind === "refused") return problem(context, result);
    return context.json(success(endpoint, result.value), name === "onboardMember" ? 201 : 200);
  }

  /** Runs once per key; a repeated key gets the first result. */
  function write(act: () => Result<Acted>, given: string | undefined): Result<Acted> {
    const key = honoursKeys ? given : undefined;
    const before = key === undefined ? undefined : ledger.book.acted[key];
    if (before) return ok(before);
    const result = act();
    if (result.kind === "ok" && key !== undefined) ledger.book.acted[key] = result.value;
    save();
    return result;
  }

  function success(endpoint: Endpoint, { memberID, action, summary, hasMore }: Acted) {
    const dashboard = viewDashboard({ book: ledger.book, memberID, now: clock() });
    const token = endpoint.opens ? { token: tokens.issue(memberID) } : {};
    return {
      data: {
        action: { ...action, details: { ...action.details, ...token } },
        dashboard: {
          ...dashboard,
          ...(hasMore !== undefined && { pagination: { hasMore } }),
        },
      },
      ...(summary && { summary }),
    };
  }
}

interface Serving {
  name: string;
  endpoint: Endpoint;
  context: Context;
}

function bearer(context: Context): string {
  return context.req.header("authorization")?.replace(/^Bearer /, "") ?? "";
}

function keyOf({ req }: Context, memberID: string): string | undefined {
  const key = req.header("idempotency-key");
  return key && `${req.path} ${memberID} ${key}`;
}

function problem(context: Context, { code, reason }: Refusal) {
  switch (code) {
    case "forbidden":
      return context.json({ message: reason }, 403);
    case "missing":
      return context.json({ error: reason, details: { code: "ERROR_NOT_FOUND" } }, 404);
    case "invalid":
    case "failed":
      return context.json({ error: reason }, 400);
  }
}
