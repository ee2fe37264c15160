import { Hono } from "hono";

export interface HealthOptions {
  readiness: () => Promise<
    { kind: "fit"; warning?: string } | { kind: "unfit"; reason: string } | { kind: "away" }
  >;
  /** Whether the server is shutting down. */
  isLeaving?: () => boolean;
  /** Why a webhook would be rejected now; `undefined` if it would be accepted. */
  refusal: () => string | undefined;
  /** A warning for the operator, although webhooks are accepted. */
  warnings?: () => string[];
  /** In Prometheus's text format. */
  metrics: () => Promise<string>;
}

/** `/health`: this process runs. `/ready`: it accepts webhooks. `/metrics`: its counters. */
export function createHealth(options: HealthOptions): Hono {
  const { readiness, isLeaving = () => false, refusal, warnings = () => [], metrics } = options;
  return new Hono()
    .get("/health", (context) => context.json({ status: "ok" }))
    .get("/ready", async (context) => {
      if (isLeaving()) return context.json({ status: "The server is shutting down" }, 503);
      const state = await readiness();
      switch (state.kind) {
        case "fit": {
          const refused = refusal();
          if (refused !== undefined) return context.json({ status: refused }, 503);
          const all = [...(state.warning === undefined ? [] : [state.warning]), ...warnings()];
          return context.json({ status: "ready", ...(all.length > 0 && { warnings: all }) });
        }
        case "away":
          return context.json({ status: "Redis does not answer" }, 503);
        case "unfit":
          return context.json({ status: state.reason }, 503);
      }
    })
    .get("/metrics", async (context) => context.text(await metrics()));
}
