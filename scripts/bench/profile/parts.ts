import { z } from "zod";

/** The parts of a message's path that a profile is split into, each by the files that it is made of. */
const PARTS: readonly [part: string, files: RegExp][] = [
  ["signature of the webhook", /\/src\/http\/signature\./],
  ["HTTP server", /\/node_modules\/(hono|@hono)\/|\/src\/http\/|\/src\/server\./],
  [
    "sends to WhatsApp, calls to credex-core",
    /\/node_modules\/(undici|cockatiel)\/|\/src\/whatsapp\/(client|send-|outbound|fallback|sender|limits)|\/src\/time-limits|\/src\/(credex|operations)\//,
  ],
  ["reading the webhook, admission", /\/src\/(whatsapp|inbound)\//],
  ["Redis driver, writes to its socket", /\/node_modules\/(ioredis|redis-)|\/src\/redis\/corking/],
  ["arguments and answers of scripts, JSON", /\/src\/redis\//],
  ["schemas", /\/node_modules\/zod\//],
  ["session token", /\/node_modules\/(jsonwebtoken|jws|jwa|ms|semver)\/|\/src\/session\//],
  ["XState", /\/node_modules\/xstate\//],
  ["machines", /\/dist\/machines/],
  ["wording", /\/node_modules\/(intl-messageformat|@formatjs)\/|\/src\/copy\//],
  ["dispatcher", /\/src\/conversation\/dispatch\//],
  ["turn, journal, counts", /\/src\/conversation\//],
  ["metrics", /\/node_modules\/prom-client\/|\/src\/telemetry\/(?!logs|line-)/],
  ["logs", /\/node_modules\/(pino|sonic-boom)|\/src\/telemetry\//],
];

/** What V8 samples as a function and is none. */
const NO_FUNCTION: ReadonlyMap<string, string> = new Map([
  ["(garbage collector)", "garbage collection"],
  ["(program)", "outside JavaScript"],
]);
const UNOWNED = "Node: event loop, sockets, promises";
const OTHER = "other code of the server";

const Profile = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.number()).optional(),
    }),
  ),
  samples: z.array(z.number()),
  /** Microseconds before each sample. */
  timeDeltas: z.array(z.number()),
});
/** The fields that are needed of a `.cpuprofile`. */
export type CpuProfile = z.infer<typeof Profile>;

/** @throws {z.ZodError} for what is no profile */
export function parseProfile(json: string): CpuProfile {
  return Profile.parse(JSON.parse(json));
}

/**
 * Microseconds by part, the largest first, without the time in which the process was idle. A function of V8 or of Node
 * counts for the code that has called it: `JSON.parse` of a record counts for Redis, and a write to a socket for
 * whoever writes.
 */
export function timeByPart({
  nodes,
  samples,
  timeDeltas,
}: CpuProfile): [part: string, us: number][] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const callers = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const parts = new Map(nodes.map(({ id }) => [id, partOf(id, frames, callers)]));
  const times = new Map<string, number>();
  samples.forEach((node, at) => {
    const part = parts.get(node);
    const us = Math.max(0, timeDeltas[at] ?? 0);
    if (part !== undefined) times.set(part, (times.get(part) ?? 0) + us);
  });
  return [...times].sort(([, one], [, other]) => other - one);
}

type Frame = CpuProfile["nodes"][number]["callFrame"];

/** `undefined` for idle time. */
function partOf(
  node: number,
  frames: ReadonlyMap<number, Frame>,
  callers: ReadonlyMap<number, number>,
): string | undefined {
  const { functionName = "" } = frames.get(node) ?? {};
  if (functionName === "(idle)") return undefined;
  const named = NO_FUNCTION.get(functionName);
  if (named !== undefined) return named;
  for (let at: number | undefined = node; at !== undefined; at = callers.get(at)) {
    const url = frames.get(at)?.url ?? "";
    if (url.startsWith("file:") || url.startsWith("/"))
      return PARTS.find(([, files]) => files.test(url))?.[0] ?? OTHER;
  }
  return UNOWNED;
}
