import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { forSeconds, writeAtOnce } from "../load/phases.ts";
import { openSubject, phonesOf, type Subject } from "../servers/open-subject.ts";
import type { ServerKind } from "../servers/server-kind.ts";
import { OURS } from "../servers/server-kinds.ts";
import type { Surroundings } from "../servers/surroundings.ts";
import { parseProfile, timeByPart } from "./parts.ts";

/** Where the time of the warm server goes at full load. */
export interface MeasuredProfile {
  messages: number;
  parts: [part: string, us: number][];
}

const SECONDS = 10;
const PROFILER = "./scripts/bench/profile/with-profiler.js";
/** V8 needs some seconds to write a profile down. */
const WRITTEN_WITHIN_MS = 30_000;

export async function measureProfile(
  surroundings: Surroundings,
  { warmUp, members }: { warmUp: number; members: number },
): Promise<MeasuredProfile> {
  const folder = mkdtempSync(join(tmpdir(), "bench-profile-"));
  const file = join(folder, "profile.json");
  const subject = await openSubject(profiled(file), surroundings, { phones: phonesOf(0, members) });
  try {
    await writeAtOnce(subject.members, (messages) => messages >= warmUp);
    signal(subject);
    const { messages } = await writeAtOnce(subject.members, forSeconds(SECONDS));
    signal(subject);
    return { messages, parts: timeByPart(parseProfile(await readOnceWritten(file))) };
  } finally {
    await subject.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function profiled(file: string): ServerKind {
  return {
    ...OURS,
    command(surroundings, redisUrl) {
      const { args, env, readyPath } = OURS.command(surroundings, redisUrl);
      return {
        args: ["--import", PROFILER, ...args],
        env: { ...env, PROFILE_TO: file },
        readyPath,
      };
    },
  };
}

function signal({ pids: [pid] }: Subject): void {
  if (pid !== undefined) process.kill(pid, "SIGUSR2");
}

async function readOnceWritten(file: string): Promise<string> {
  const until = performance.now() + WRITTEN_WITHIN_MS;
  while (performance.now() < until) {
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    if (text.endsWith("}")) return text;
    await sleep(100);
  }
  throw new Error("The server has not written its profile");
}
