import { Hono } from "hono";

export interface HealthOptions {
  fitness: () => Promise<{ kind: "fit" } | { kind: "unfit"; reason: string } | { kind: "away" }>;
  /** Why webhooks are refused now, if they are. */
  refusal: () => string | undefined;
  /** In Prometheus's text format. */
  metrics: () => Promise<string>;
}

/** `/health`: this process runs. `/ready`: it may be sent webhooks. `/metrics`: what it did. */
export function createHealth({ fitness, refusal, metrics }: HealthOptions): Hono {
  return new Hono()
    .get("/health", (context) => context.json({ status: "ok" }))
    .get("/ready", async (context) => {
      const state = await fitness();
      switch (state.kind) {
        case "fit": {
          const reason = refusal();
          return context.json({ status: reason ?? "ready" }, reason === undefined ? 200 : 503);
        }
        case "away":
          return context.json({ status: "Redis does not answer" }, 503);
        case "unfit":
          return context.json({ status: state.reason }, 503);
      }
    })
    .get("/metrics", async (context) => context.text(await metrics()));
}
