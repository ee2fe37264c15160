import { signal } from "@preact/signals";

const TICK_MS = 500;

let aheadMs = 0;

/** The server's time, to half a second: it may be ahead, because time can be skipped. */
export const now = signal(Date.now());

const tick = () => {
  now.value = Date.now() + aheadMs;
};
setInterval(tick, TICK_MS);

export function setServerTime(at: number): void {
  aheadMs = at - Date.now();
  tick();
}

export function skipAhead(byMs: number): void {
  aheadMs += byMs;
  tick();
}
