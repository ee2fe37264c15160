import { createHash } from "node:crypto";
import { readLua } from "../../src/redis/script.ts";

const FILES = {
  resolve: ["resolve-alias.lua", "resolve-contact.lua"],
  keepLocale: ["resolve-alias.lua", "keep-locale.lua"],
  commit: ["compare-version.lua", "lane.lua", "commit-turn.lua"],
  due: ["lane.lua", "find-due.lua"],
  claim: ["lane.lua", "claim-lane.lua"],
  markSent: ["lane.lua", "mark-call-sent.lua"],
  settle: ["lane.lua", "settle-effect.lua"],
  report: ["lane.lua", "record-delivery-report.lua"],
};

/** The server's scripts, to be loaded before their names mean anything to Redis. */
export const scripts: string[] = Object.values(FILES).map((files) => readLua(...files));

/** What a script is called by on the wire. */
export function shaOf(name: keyof typeof FILES): string {
  return createHash("sha1")
    .update(readLua(...FILES[name]))
    .digest("hex");
}
