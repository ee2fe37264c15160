import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { serveInspector } from "../../scripts/inspect/relay.ts";
import { createInspectHub } from "../../src/playground/inspect/hub.ts";
import { bank } from "../support/bank.ts";
import { openChromium } from "../support/chromium.ts";
import { createDialogue, message } from "../support/dialogue.ts";

/** Does what Stately's hosted page does: says that it is there, and draws from what it then gets. */
const STAND_IN = `<!doctype html><main></main><script>
  addEventListener("message", ({ data }) => {
    const { type, sessionId, name, definition, snapshot } = data;
    let actor = document.getElementById(sessionId);
    if (type === "@xstate.actor" && !actor) {
      actor = document.createElement("section");
      actor.id = sessionId;
      actor.title = name;
      for (const state of Object.keys(JSON.parse(definition).states))
        actor.append(Object.assign(document.createElement("div"), { textContent: state }));
      document.querySelector("main").append(actor);
    }
    if (!actor || !snapshot) return;
    const active = typeof snapshot.value === "string" ? snapshot.value : Object.keys(snapshot.value)[0];
    for (const state of actor.children) state.className = state.textContent === active ? "active" : "";
  });
  parent.postMessage({ type: "@statelyai.connected" }, "*");
</script>`;

const ends: (() => unknown)[] = [];
let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
  ends.push(() => browser.close());
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

async function listen(answer: RequestListener) {
  const http = createServer(answer);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  ends.push(() => {
    http.close();
    http.closeAllConnections();
  });
  return { http, host: `127.0.0.1:${(http.address() as AddressInfo).port}` };
}

async function show(source: string, hosted: string) {
  const { url, close } = await serveInspector({ source, hosted });
  ends.push(close);
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

test("the inspector's page draws every machine of the server, and follows it", async () => {
  const hub = createInspectHub({ machine: () => bank });
  const { http, host } = await listen((_, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ server: http });
  sockets.on("connection", (socket) => hub.join(socket));
  ends.push(() => {
    for (const socket of sockets.clients) socket.terminate();
  });
  const stately = await listen((_, response) => {
    response.setHeader("content-type", "text/html").end(STAND_IN);
  });

  const dialogue = createDialogue();
  const announce = (take: () => ReturnType<typeof dialogue.says>) => {
    const event = message({ kind: "text", text: "…" }, "m");
    const before = hasBegun ? structuredClone(dialogue.record()) : undefined;
    hub.publish({ conversationId: "c1", at: 1, before, event, turn: take() });
    hasBegun = true;
  };
  let hasBegun = false;
  announce(() => dialogue.says("hi"));
  announce(() => dialogue.answers("login"));

  const page = await show(`ws://${host}/inspect`, `http://${stately.host}/inspect`);
  const drawn = page.frameLocator("iframe");
  await drawn.locator("section[title=bank] .active").getByText("home").waitFor();
  expect(await drawn.locator("section[title=bank] div").allTextContents()).toEqual(
    Object.keys(bank.config.states ?? {}),
  );

  announce(() => dialogue.taps("Offer"));
  announce(() => dialogue.says("20"));
  await drawn.locator("section[title=offer] .active").getByText("confirm").waitFor();
});

test("reports a server that does not publish its conversations", async () => {
  const { host } = await listen((_, response) => response.writeHead(404).end());
  const page = await show(`ws://${host}/inspect`, `http://${host}/`);
  await page.getByText("The server does not publish its conversations").waitFor();
});

test("reports a server that is down, and an inspector that does not answer", async () => {
  const page = await show("ws://127.0.0.1:9/inspect", "http://127.0.0.1:9/");
  await page.getByText("The server is down").waitFor();
  await page.getByText("Stately's inspector does not answer").waitFor();
});
