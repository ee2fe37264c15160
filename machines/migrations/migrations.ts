import type { Migration } from "./migration.ts";

/** Of this release. One that no session needs any more is deleted. */
export const migrations: readonly Migration[] = [];
