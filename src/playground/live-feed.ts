import type { LiveFrame } from "./protocol.ts";

/** The part of ws's WebSocket that is used. */
export interface Viewer {
  /** Bytes that it has not taken yet. */
  readonly bufferedAmount: number;
  send(text: string): void;
  ping(): void;
  terminate(): void;
  on(event: "pong" | "close", listener: () => void): unknown;
}

/** The connected viewers. The server never waits for them. */
export interface LiveFeed {
  /** Subscribes after the first frames were sent; later frames follow. */
  join(viewer: Viewer, first: readonly LiveFrame[]): void;
  publish(frame: LiveFrame): void;
  count(): number;
  close(): void;
}

/** A viewer with a longer backlog is disconnected, and reconnects on its own. */
const MAX_BEHIND_BYTES = 8 * 1024 * 1024;
const PING_EVERY_MS = 20_000;

export function createLiveFeed({
  maxBehindBytes = MAX_BEHIND_BYTES,
  pingEveryMs = PING_EVERY_MS,
} = {}): LiveFeed {
  const viewers = new Map<Viewer, { isThere: boolean }>();
  const drop = (viewer: Viewer) => {
    viewers.delete(viewer);
    viewer.terminate();
  };
  const send = (viewer: Viewer, text: string) => {
    if (viewer.bufferedAmount > maxBehindBytes) drop(viewer);
    else viewer.send(text);
  };
  const pings = setInterval(() => {
    for (const [viewer, pulse] of viewers) {
      if (!pulse.isThere) drop(viewer);
      pulse.isThere = false;
      if (viewers.has(viewer)) viewer.ping();
    }
  }, pingEveryMs);
  pings.unref();

  return {
    join(viewer, first) {
      const pulse = { isThere: true };
      viewer.on("pong", () => {
        pulse.isThere = true;
      });
      viewer.on("close", () => viewers.delete(viewer));
      for (const frame of first) viewer.send(JSON.stringify(frame));
      viewers.set(viewer, pulse);
    },
    publish(frame) {
      if (viewers.size === 0) return;
      const text = JSON.stringify(frame);
      for (const viewer of viewers.keys()) send(viewer, text);
    },
    count: () => viewers.size,
    close() {
      clearInterval(pings);
      for (const viewer of viewers.keys()) drop(viewer);
    },
  };
}
