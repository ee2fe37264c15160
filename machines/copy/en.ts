import type { Copy } from "./copy.ts";

export const en = {
  "home.hi":
    "{partOfDay, select, morning {Good morning} afternoon {Good afternoon} other {Good evening}}, {name}!",
} as const satisfies Copy;
