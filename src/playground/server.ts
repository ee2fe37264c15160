import { upgradeWebSocket } from "@hono/node-server";
import { Hono } from "hono";
import { type WebSocket, WebSocketServer } from "ws";
import { identityOf, type MachineRelease } from "../conversation/machine/machine-release.ts";
import { createAuth } from "./auth.ts";
import { fork, readForkRequest } from "./forks.ts";
import { createInspectHub, type InspectHub } from "./inspect/hub.ts";
import { createNumbersRoute } from "./numbers/numbers-route.ts";
import { createPage } from "./page.ts";
import type {
  CreatePlayground,
  Playground,
  PlaygroundOptions,
  PlaygroundSettings,
} from "./playground-module.ts";
import { createSessionHub, type SessionHub } from "./session-hub.ts";
import { testScriptOf } from "./test-script.ts";

/** Messages from viewers are ignored. */
const MAX_PAYLOAD_BYTES = 64 * 1024;

export function createPlayground(settings: PlaygroundSettings): CreatePlayground {
  return (options) => {
    const { access, stepsFile, draw } = settings;
    const isRedacted = access.kind !== "dev";
    let served: MachineRelease | undefined;
    const servedNow = () => {
      if (!served) throw new TypeError("Nothing is served yet");
      return served;
    };
    const hub = createInspectHub({ machine: () => servedNow().machine, isRedacted });
    const sessions = createSessionHub({ ...options, draw, isRedacted, stepsFile });
    const webSockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES });
    return {
      routes: createRoutes({ ...settings, ...options, sessions, hub, isRedacted, servedNow }),
      webSockets: webSockets as unknown as Playground["webSockets"],
      onTurn(taken) {
        hub.publish(taken);
        sessions.take(taken);
      },
      observe: sessions.observe,
      served(serving, folder) {
        served = serving.release;
        sessions.served(serving, folder);
      },
      edited: sessions.edited,
      close() {
        sessions.close();
        for (const socket of webSockets.clients) socket.terminate();
        webSockets.close();
      },
    };
  };
}

interface RouteOptions extends PlaygroundSettings, PlaygroundOptions {
  sessions: SessionHub;
  hub: InspectHub;
  isRedacted: boolean;
  servedNow: () => MachineRelease;
}

function createRoutes(options: RouteOptions): Hono {
  const { access, hub, sessions, isRedacted, worldUrl, servedNow } = options;
  const routes = new Hono();
  const page = createPage(options);
  const gate = createAuth(access);
  for (const path of ["/playground", "/playground/*", "/inspect", "/inspect/*"])
    routes.use(path, gate);

  routes.get("/playground", page.show);
  routes.get("/playground/assets/:name", page.asset);
  routes.get(
    "/playground/live",
    upgradeWebSocket(() => ({
      onOpen: (_, { raw }) => sessions.join(raw as WebSocket),
    })),
  );
  routes.get("/playground/api/steps", (c) => {
    const steps = sessions.history.of(c.req.query("conversation") ?? "");
    return c.json({ steps: steps.map(({ step }) => step) });
  });
  routes.get(
    "/playground/api/numbers",
    createNumbersRoute({
      ...options,
      charts: sessions.charts,
      builtIn: () => identityOf(servedNow()),
    }),
  );
  routes.get(
    "/inspect",
    upgradeWebSocket((c) => ({
      onOpen: (_, { raw }) =>
        hub.join(raw as WebSocket, { conversation: c.req.query("conversation") }),
    })),
  );
  if (isRedacted) return routes;

  routes.get("/playground/api/script", (c) => {
    const { conversation = "", to = "" } = c.req.query();
    const script = testScriptOf(sessions.history.of(conversation), Number(to));
    return "reason" in script ? c.json(script, 409) : c.json(script);
  });
  routes.post("/playground/api/forks", async (c) => {
    const request = readForkRequest(await c.req.json().catch(() => undefined));
    if (!request) return c.json({ reason: "A fork needs { conversationId, number }." }, 400);
    if (!worldUrl) return c.json({ reason: "Forks exist only in development: npm run dev" }, 409);
    const { history, adopt } = sessions;
    const forked = await fork({ ...options, worldUrl, history, adopt }, request);
    if (forked.kind === "refused") return c.json({ reason: forked.reason }, forked.status);
    const { member, conversationId } = forked;
    return c.json({ member, conversationId });
  });
  return routes;
}
