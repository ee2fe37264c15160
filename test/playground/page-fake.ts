import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type WebSocket, WebSocketServer } from "ws";
import type {
  Action,
  Bubble,
  Chart,
  Input,
  LiveFrame,
  Member,
  Problem,
  Step,
  Wording,
  World,
  WorldFrame,
} from "../../src/playground/protocol.ts";
import { charts as drawnCharts, wordings as drawnWordings } from "./page-charts.ts";
import { numbersFor } from "./page-numbers.ts";
import { CONVERSATION, NUMBER, type Scene, sceneAt } from "./page-scene.ts";

/** The server and the world of development as the page sees them, playing a scene that was written down. */

export interface PageFakeOptions {
  /** Where the built page lies. */
  clientFolder: string;
  charts?: Chart[];
  wordings?: Wording[];
  isRedacted?: boolean;
  /** How long an answer takes. */
  pauseMs?: number;
}

export interface PageFake {
  url: string;
  /** The requests of the page, "POST /world/messages {…}", and the steps sent meanwhile, "step 3". */
  asked: string[];
  publish(frame: LiveFrame): void;
  publishToWorld(frame: WorldFrame): void;
  /** Plays so many beats of the scene. */
  play(beats: number): Promise<void>;
  refuse(problems: Problem[]): void;
  /** The server is gone, and comes again, without so many of its newest steps. */
  stop(): void;
  start(lostSteps?: number): void;
  close(): Promise<void>;
}

const MEMBERS: Member[] = [
  { number: NUMBER, name: "Tariro Moyo", locale: "en" },
  { number: "263772000001", name: "Bob Dube", locale: "sn" },
];

const ACTIONS: Action[] = [
  { kind: "text", text: "hi" },
  { kind: "choice", choice: "offer", title: "Make an offer", offeredBy: 2 },
  { kind: "text", text: "20" },
  { kind: "text", text: "bob_bakery" },
  { kind: "text", text: "send offer" },
];

const PATHS =
  '<div class="story"><h3>offer</h3><article><p class="member">Send offer</p></article></div>';

const INPUTS: Input[] = sceneAt(0).flatMap(({ scenes }, index) => {
  const action = ACTIONS[index];
  const steps = scenes.map(({ step: { number, metadata, replies } }) => {
    return { number, stage: metadata.stage, keys: replies.flatMap(({ keys }) => keys) };
  });
  return action ? [{ ...action, steps }] : [];
});

export async function createPageFake(options: PageFakeOptions): Promise<PageFake> {
  const { clientFolder, isRedacted = false, pauseMs = 0 } = options;
  const charts = options.charts ?? drawnCharts;
  const wordings = options.wordings ?? drawnWordings;
  const asked: string[] = [];
  const sockets = new Set<WebSocket>();
  const streams = new Set<ServerResponse>();
  const members = [...MEMBERS];
  const bubbles: Bubble[] = [];
  const steps: Step[] = [];
  const played = new Map<string, number>();
  let problems: Problem[] = [];
  let serverNumber = 1;
  let world: World = { credex: "fine", whatsapp: "fine", aheadMs: 0, isServerUp: true, edits: {} };

  const publish = (frame: LiveFrame) => {
    for (const socket of sockets) socket.send(JSON.stringify(frame));
  };
  const publishToWorld = (frame: WorldFrame) => {
    for (const stream of streams) stream.write(`data: ${JSON.stringify(frame)}\n\n`);
  };
  const replace = (step: Step) => {
    const { conversationId, number } = step;
    const index = steps.findIndex(
      (known) => known.conversationId === conversationId && known.number === number,
    );
    steps[index < 0 ? steps.length : index] = step;
  };
  const keep = (bubble: Bubble) => {
    const index = bubbles.findIndex(({ id }) => id === bubble.id);
    if (index < 0) bubbles.push(bubble);
    else bubbles[index] = bubble;
    publishToWorld({ kind: "bubble", bubble });
  };
  const change = (news: Partial<World>) => {
    world = { ...world, ...news };
    publishToWorld({ kind: "changed", world });
  };

  function hello(): LiveFrame {
    const known = steps.map(({ conversationId }) => conversationId);
    return {
      kind: "hello",
      serverId: `server ${serverNumber}`,
      isRedacted,
      charts,
      wordings,
      problems,
      conversations: [...new Set(known)].map((id) => ({
        id,
        ...(!isRedacted && { number: id === CONVERSATION ? NUMBER : id }),
      })),
      steps: steps.slice(-1),
      now: Date.now() + world.aheadMs,
    };
  }

  async function answer(number: string, said: Partial<Bubble> & { text: string }): Promise<void> {
    const conversationId = number === NUMBER ? CONVERSATION : number;
    const at = Date.now();
    const id = `own ${bubbles.length}`;
    const own: Bubble = { ...said, id, number, from: "member", at, tick: "sent" };
    keep(own);
    if (!world.isServerUp) return;
    const index = played.get(number) ?? 0;
    played.set(number, index + 1);
    keep({ ...own, tick: "read" });
    publish({ kind: "conversation", conversation: { id: conversationId, number } });
    publishToWorld({ kind: "typing", number });
    for (const scene of sceneAt(at, conversationId, number)[index]?.scenes ?? []) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      enact(scene, conversationId);
    }
  }

  function enact({ step, replies, log }: Scene, conversationId: string): void {
    const now = Date.now();
    const late = now - step.at;
    const timers = step.pending.timers.map((timer) => ({ ...timer, dueAt: timer.dueAt + late }));
    const shown: Step = {
      ...step,
      at: now,
      expiresAt: step.expiresAt + late,
      pending: { ...step.pending, timers },
    };
    steps.push(shown);
    asked.push(`step ${step.number}`);
    publish({ kind: "step", step: shown });
    for (const line of log) publish({ kind: "log", line: { ...line, at: now } });
    for (const reply of replies)
      keep({ ...reply, id: `${conversationId} ${reply.token}`, at: Date.now() });
  }

  const routes: { [route: string]: (body: never, url: URL) => unknown } = {
    "GET /playground/api/steps": (_, url) => ({
      steps: steps.filter((step) => step.conversationId === url.searchParams.get("conversation")),
    }),
    "GET /playground/api/numbers": (_, url) => numbersFor(charts, url.searchParams, isRedacted),
    "GET /playground/api/script": () => ({ test: 'await play().says("hi");', inputs: INPUTS }),
    "POST /playground/api/forks": () => ({ member: addMember({ name: "Tariro, again" }) }),
    "POST /world/members": addMember,
    "POST /world/messages": ({ number, content }: Said) => {
      void answer(number, {
        text: content.text ?? content.title ?? "",
        ...(content.media && { media: content.media }),
      });
      return {};
    },
    "PUT /world/credex": ({ mode }: { mode: World["credex"] }) => change({ credex: mode }),
    "PUT /world/whatsapp": ({ mode }: { mode: World["whatsapp"] }) => change({ whatsapp: mode }),
    "POST /world/skip": ({ minutes }: { minutes: number }) =>
      change({ aheadMs: world.aheadMs + minutes * 60_000 }),
    "POST /world/edits/preview": () => ({ words: ["It was looked at."], problems: [] }),
    "GET /world/revisions": () => [{ id: "1a2b3c4", at: 0, subject: "feat: a first form" }],
    "GET /world/drawn": () => ({ charts: charts.map(withoutEnds), wordings }),
    "GET /world/paths": () => ({ html: PATHS }),
    "POST /world/places": () => ({}),
    "POST /world/server": () => stop(),
  };

  function addMember(wanted: Partial<Member>): Member {
    const member = {
      number: `26377300000${members.length}`,
      name: "Somebody",
      locale: "en",
      ...wanted,
    };
    members.push(member);
    publishToWorld({ kind: "member", member });
    return member;
  }

  function stop(): void {
    change({ isServerUp: false });
    for (const socket of sockets) socket.terminate();
  }

  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.writeHead(500).end());
  });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname === "/playground") page(response);
    else if (url.pathname.startsWith("/playground/assets/")) asset(url.pathname, response);
    else if (url.pathname === "/world/events") stream(response);
    else await route(request, response, url);
  }

  async function route(request: IncomingMessage, response: ServerResponse, url: URL) {
    let text = "";
    for await (const chunk of request) text += chunk;
    asked.push(`${request.method} ${url.pathname}${url.search} ${text}`.trim());
    const action = routes[`${request.method} ${url.pathname}`];
    const result = action?.(JSON.parse(text || "{}") as never, url) ?? world;
    response
      .writeHead(action ? 200 : 404, { "content-type": "application/json" })
      .end(JSON.stringify(result));
  }

  function page(response: ServerResponse): void {
    const manifest = JSON.parse(readFileSync(join(clientFolder, "manifest.json"), "utf8"));
    const { file, css } = manifest["main.tsx"] as { file: string; css: string[] };
    const boot = isRedacted ? {} : { worldUrl: url };
    const styles = css.map((name) => `<link rel="stylesheet" href="/playground/assets/${name}">`);
    response
      .writeHead(200, {
        "content-type": "text/html",
        "content-security-policy":
          "default-src 'self'; connect-src 'self' ws:; img-src 'self' data:",
      })
      .end(
        `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Playground</title><link rel="icon" href="data:,">${styles.join("")}</head><body><div id="app"></div><script id="boot" type="application/json">${JSON.stringify(boot)}</script><script type="module" src="/playground/assets/${file}"></script></body></html>`,
      );
  }

  function asset(path: string, response: ServerResponse): void {
    const type = path.endsWith(".css") ? "text/css" : "text/javascript";
    response
      .writeHead(200, { "content-type": type })
      .end(readFileSync(join(clientFolder, path.slice("/playground/assets/".length))));
  }

  function stream(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream" });
    streams.add(response);
    response.on("close", () => streams.delete(response));
    response.write(`data: ${JSON.stringify({ kind: "world", world, members, bubbles })}\n\n`);
  }

  const live = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (!world.isServerUp) {
      socket.destroy();
      return;
    }
    live.handleUpgrade(request, socket, head, (viewer) => {
      sockets.add(viewer);
      viewer.on("close", () => sockets.delete(viewer));
      viewer.send(JSON.stringify(hello()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url: `${url}/playground`,
    asked,
    publish(frame) {
      // The page also asks for the steps, and may do so later.
      if (frame.kind === "step") replace(frame.step);
      publish(frame);
    },
    publishToWorld,
    async play(beats) {
      const from = played.get(NUMBER) ?? 0;
      for (const beat of sceneAt(0).slice(from, from + beats))
        await answer(NUMBER, { text: beat.wrote });
    },
    refuse(found) {
      problems = found;
      publish({ kind: "edited", problems });
    },
    stop,
    start(lostSteps = 0) {
      serverNumber++;
      steps.length -= lostSteps;
      change({ isServerUp: true });
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.terminate();
        for (const each of streams) each.end();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** As it was before it had ends. */
function withoutEnds(chart: Chart): Chart {
  const ends = new Set(chart.states.filter(({ kind }) => kind === "final").map(({ id }) => id));
  return {
    ...chart,
    states: chart.states.filter(({ id }) => !ends.has(id)),
    edges: chart.edges.filter(({ target = "" }) => !ends.has(target)),
  };
}

interface Said {
  number: string;
  content: { text?: string; title?: string; media?: string };
}
