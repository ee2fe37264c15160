import { createHash } from "node:crypto";
import { readLua } from "../../src/redis/script.ts";

const FILES = {
  resolve: ["resolve-alias.lua", "resolve-contact.lua"],
  enter: ["typed-read.lua", "enter-message.lua"],
  keepLocale: ["resolve-alias.lua", "keep-locale.lua"],
  commit: ["compare-version.lua", "typed-read.lua", "lane.lua", "counts.lua", "commit-turn.lua"],
  due: ["typed-read.lua", "lane.lua", "find-due.lua"],
  claim: ["typed-read.lua", "lane.lua", "claim-lane.lua"],
  markSent: ["typed-read.lua", "lane.lua", "mark-call-sent.lua"],
  settle: ["typed-read.lua", "lane.lua", "counts.lua", "settle-effects.lua"],
  report: ["typed-read.lua", "lane.lua", "record-delivery-report.lua"],
};

/** The server's scripts, to be loaded before their names mean anything to Redis. */
export const scripts: string[] = Object.values(FILES).map((files) => readLua(...files));

/** What a script is called by on the wire. */
export function shaOf(name: keyof typeof FILES): string {
  return createHash("sha1")
    .update(readLua(...FILES[name]))
    .digest("hex");
}
