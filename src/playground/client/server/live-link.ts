import { effect } from "@preact/signals";
import type { LiveFrame } from "../../protocol.ts";
import { boot } from "../boot.ts";
import { isConnected, isFresh, receive } from "../state/server.ts";
import { world } from "../state/world.ts";

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 15_000;

/**
 * Keeps the connection to the server, and reconnects when it is lost. A browser logs a refused connection to
 * its console, whatever the page does. So where the world reports whether the server is up, nothing is tried
 * before it is.
 */
export function keepLiveLink(): void {
  let retryMs = FIRST_RETRY_MS;
  let isWaiting = false;

  const isWorthTrying = () => !boot.worldUrl || world.value?.isServerUp === true;

  function connect(): void {
    isWaiting = false;
    const socket = new WebSocket(new URL("/playground/live", location.href.replace(/^http/, "ws")));
    socket.addEventListener("message", ({ data }) => {
      retryMs = FIRST_RETRY_MS;
      receive(JSON.parse(data) as LiveFrame);
    });
    socket.addEventListener("close", () => {
      isConnected.value = false;
      isFresh.value = false;
      setTimeout(wait, retryMs);
      retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
    });
  }

  function wait(): void {
    isWaiting = true;
    if (isWorthTrying()) connect();
  }

  effect(() => {
    if (isWorthTrying() && isWaiting) connect();
  });
  wait();
}
