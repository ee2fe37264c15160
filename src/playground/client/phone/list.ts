import { signal } from "@preact/signals";

/** The bubble whose list is open. */
export const openList = signal<string | undefined>(undefined);
