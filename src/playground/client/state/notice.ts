import { signal } from "@preact/signals";

/** A word at the edge of the page that goes by itself, and is read out. */
export const notice = signal("");

const SHOWN_MS = 4_000;
let timer: ReturnType<typeof setTimeout> | undefined;

export function announce(text: string): void {
  notice.value = text;
  clearTimeout(timer);
  timer = setTimeout(() => {
    notice.value = "";
  }, SHOWN_MS);
}

/** For a screen reader only. */
export const spoken = signal("");
