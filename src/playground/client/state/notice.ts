import { signal } from "@preact/signals";

/** A short message at the edge of the page that disappears after a while and is announced to screen readers. */
export const notice = signal("");

const SHOWN_MS = 4_000;
let timer: ReturnType<typeof setTimeout> | undefined;

export function announce(text: string, shownMs = SHOWN_MS): void {
  notice.value = text;
  clearTimeout(timer);
  timer = setTimeout(() => {
    notice.value = "";
  }, shownMs);
}

/** For screen readers only. */
export const spoken = signal("");
