import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createWebSocketReceiver, type StatelyInspectionEvent } from "@statelyai/inspect";
import { afterEach, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import type { ConversationRecord } from "../../src/conversation/model/record.ts";
import type { Turn } from "../../src/conversation/turn/turn.ts";
import {
  createInspectHub,
  type InspectHub,
  type Viewer,
} from "../../src/playground/inspect/hub.ts";
import { bank } from "../support/bank.ts";
import { ADDRESS, createDialogue } from "../support/dialogue.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A hub behind a real WebSocket server. */
async function serve(hub: InspectHub): Promise<string> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  sockets.on("connection", (socket, request) => {
    const { searchParams } = new URL(request.url ?? "", "http://here");
    hub.join(socket, { conversation: searchParams.get("conversation") ?? undefined });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  ends.push(() => {
    for (const socket of sockets.clients) socket.terminate();
    http.close();
  });
  return `ws://127.0.0.1:${(http.address() as AddressInfo).port}/`;
}

/** Stately's own receiver, and what it has received. */
function receive(server: string) {
  const frames: StatelyInspectionEvent[] = [];
  createWebSocketReceiver({ server }).subscribe((frame) => void frames.push(frame));
  return {
    frames,
    /** Comes when a frame does that fits. */
    until: async (fits: (frame: StatelyInspectionEvent) => boolean) => {
      while (!frames.some(fits)) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

/** A conversation whose turns are published. */
function converse(hub: InspectHub, conversationId: string) {
  const dialogue = createDialogue();
  let before: ConversationRecord | undefined;
  let at = 0;
  const announce = (turn: Turn) => {
    const event = { kind: "message" as const, id: "m", at, address: ADDRESS, locale: "en" };
    const content = { kind: "text" as const, text: "a secret" };
    hub.publish({ conversationId, at: ++at, before, event: { ...event, content }, turn });
    before = structuredClone(dialogue.record());
  };
  return { dialogue, announce };
}

function toConfirm({ dialogue, announce }: ReturnType<typeof converse>) {
  announce(dialogue.says("hi"));
  announce(dialogue.answers("login"));
  announce(dialogue.taps("Offer"));
  announce(dialogue.says("20"));
}

const isSnapshotOf = (name: string, value: string) => (frame: StatelyInspectionEvent) =>
  frame.type === "@xstate.snapshot" &&
  frame.sessionId.endsWith(name) &&
  JSON.stringify((frame.snapshot as { value?: unknown }).value).includes(value);

test("Stately's receiver gets all it takes to draw a machine and its form, and to follow them", async () => {
  const hub = createInspectHub({ machine: () => bank });
  const viewer = receive(await serve(hub));
  const conversation = converse(hub, "c1");
  toConfirm(conversation);
  await viewer.until(isSnapshotOf("offer", "confirm"));

  const actors = viewer.frames.filter((frame) => frame.type === "@xstate.actor");
  expect(actors.map(({ name }) => name)).toEqual(["bank", "offer"]);
  const [root, form] = actors;
  expect(form).toMatchObject({ parentId: root?.sessionId, rootId: root?.sessionId });
  expect(root?.parentId).toBeUndefined();
  expect(root?.definition).toBe(JSON.stringify(bank.config));
  for (const { _version, createdAt } of viewer.frames) {
    expect(_version).toBe("0.7.2");
    expect(createdAt).toMatch(/^\d+$/);
  }

  conversation.announce(conversation.dialogue.says("cancel"));
  await viewer.until(
    (frame) =>
      frame.type === "@xstate.snapshot" &&
      frame.sessionId === form?.sessionId &&
      ["done", "stopped"].includes(String(frame.snapshot.status)),
  );
});

test("who joins late gets every actor, as it stands", async () => {
  const hub = createInspectHub({ machine: () => bank });
  toConfirm(converse(hub, "c1"));
  const viewer = receive(await serve(hub));
  await viewer.until(isSnapshotOf("offer", "confirm"));
  expect(viewer.frames.map(({ type }) => type)).toEqual([
    "@xstate.actor",
    "@xstate.snapshot",
    "@xstate.actor",
    "@xstate.snapshot",
  ]);
});

test("of many conversations, a late joiner gets the newest two hundred", () => {
  const hub = createInspectHub({ machine: () => bank });
  for (let number = 0; number < 201; number++) {
    const { dialogue, announce } = converse(hub, `c${number}`);
    announce(dialogue.says("hi"));
  }
  const viewer = stand();
  hub.join(viewer);
  const conversations = new Set(viewer.sent.map((text) => JSON.parse(text).rootId.split("/")[0]));
  expect(conversations.size).toBe(200);
  expect(conversations.has("c0")).toBe(false);
});

test("one conversation is watched, and no other", async () => {
  const hub = createInspectHub({ machine: () => bank });
  toConfirm(converse(hub, "c1"));
  const viewer = receive(`${await serve(hub)}?conversation=c2`);
  const other = converse(hub, "c3");
  const wanted = converse(hub, "c2");
  wanted.announce(wanted.dialogue.says("hi"));
  await viewer.until(({ type }) => type === "@xstate.actor");
  toConfirm(other);
  wanted.announce(wanted.dialogue.answers("login"));
  wanted.announce(wanted.dialogue.taps("Offer"));
  wanted.announce(wanted.dialogue.says("20"));
  await viewer.until(isSnapshotOf("offer", "confirm"));
  expect(viewer.frames.every(({ rootId }) => rootId?.startsWith("c2/"))).toBe(true);
});

test("a turn that is stale tells nothing", () => {
  const hub = createInspectHub({ machine: () => bank });
  const viewer = stand();
  hub.join(viewer);
  const event = { kind: "timer" as const, token: "s:1:0" };
  const turn = { kind: "stale" as const };
  hub.publish({ conversationId: "c1", at: 1, before: undefined, event, turn });
  expect(viewer.sent).toEqual([]);
});

test("redacted, no context and no text leaves the server", () => {
  const open = stand();
  const redacted = stand();
  for (const [viewer, isRedacted] of [
    [open, false],
    [redacted, true],
  ] as const) {
    const hub = createInspectHub({ machine: () => bank, isRedacted });
    hub.join(viewer);
    toConfirm(converse(hub, "c1"));
  }
  expect(open.sent.join()).toContain("a secret");
  expect(redacted.sent).toHaveLength(open.sent.length);
  expect(redacted.sent.join()).not.toContain("a secret");
  for (const frame of redacted.sent.map((text) => JSON.parse(text)))
    if (frame.snapshot) expect(frame.snapshot.context).toEqual({});
});

test("a viewer that is too slow is disconnected, and others continue", () => {
  const hub = createInspectHub({ machine: () => bank });
  const slow = stand({ bufferedAmount: 5 * 1024 * 1024 });
  const quick = stand();
  for (const viewer of [slow, quick]) hub.join(viewer);
  toConfirm(converse(hub, "c1"));
  expect(slow).toMatchObject({ sent: [], ended: 1 });
  expect(quick.sent.length).toBeGreaterThan(4);
});

/** A viewer that keeps what it is sent. */
function stand({ bufferedAmount = 0 } = {}): Viewer & { sent: string[]; ended: number } {
  return {
    bufferedAmount,
    sent: [],
    ended: 0,
    send(text) {
      this.sent.push(text);
    },
    terminate() {
      this.ended++;
    },
    once() {},
  };
}
