import { createHash } from "node:crypto";
import { readLua } from "../../src/redis/script.ts";

const FILES = {
  resolve: ["alias.lua", "resolve.lua"],
  keepLocale: ["keep-locale.lua"],
  commit: ["version.lua", "lane.lua", "commit.lua"],
  due: ["lane.lua", "due.lua"],
  claim: ["lane.lua", "claim.lua"],
  markSent: ["lane.lua", "mark-sent.lua"],
  settle: ["lane.lua", "settle.lua"],
  report: ["lane.lua", "report.lua"],
};

/** The server's scripts, to be loaded before their names mean anything to Redis. */
export const scripts: string[] = Object.values(FILES).map((files) => readLua(...files));

/** What a script is called by on the wire. */
export function shaOf(name: keyof typeof FILES): string {
  return createHash("sha1")
    .update(readLua(...FILES[name]))
    .digest("hex");
}
