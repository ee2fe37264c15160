import { parseArgs } from "node:util";
import { z } from "zod";

const whole = (min: number, max: number) => {
  const error = `needs a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, { error, abort: true })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error });
};

const Options = z.object({
  rounds: whole(1, 100),
  "warm-up": whole(0, 1_000_000),
  members: whole(2, 1_000),
  peers: z.boolean(),
  growth: z.boolean(),
  memory: z.boolean(),
  telemetry: z.boolean(),
  profile: z.boolean(),
  turns: z.boolean(),
  against: z.string().optional(),
  offers: whole(0, 1_000),
  from: z.string().optional(),
  out: z.string(),
  publish: z.boolean(),
  compare: z.string().optional(),
});

/** What `npm run bench` can be asked. */
export type BenchOptions = z.infer<typeof Options>;

export type OptionsResult = { ok: true; options: BenchOptions } | { ok: false; problems: string[] };

/** Reads the arguments; each problem is one line. */
export function readOptions(args: string[]): OptionsResult {
  const read = tryParse(args);
  if (typeof read === "string") return { ok: false, problems: [read] };
  const parsed = Options.safeParse(read);
  if (parsed.success) return { ok: true, options: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => `--${path.join(".")} ${message}`);
  return { ok: false, problems };
}

function tryParse(args: string[]): object | string {
  try {
    return parseArgs({
      args,
      options: {
        /** How often each server is measured, in turns. */
        rounds: { type: "string", default: "5" },
        /** Messages before the first round; with fewer than 5,000, the figures are those of cold code. */
        "warm-up": { type: "string", default: "6000" },
        /** How many members write at once. */
        members: { type: "string", default: "32" },
        /** Measures the peers too. The first time, they are installed. */
        peers: { type: "boolean", default: false },
        /** Measures instead what depends on how much there is. */
        growth: { type: "boolean", default: false },
        /** Measures instead how many live conversations 256 MB of Redis hold. */
        memory: { type: "boolean", default: false },
        /** Measures instead what metrics and traces cost. */
        telemetry: { type: "boolean", default: false },
        /** Profiles our server instead: which part of a message's path takes how much of its time. */
        profile: { type: "boolean", default: false },
        /** Measures instead a turn alone, with records of three sizes. */
        turns: { type: "boolean", default: false },
        /** Compares our server instead with the build in this folder, in one run. */
        against: { type: "string" },
        /** With `against`: offers that each member has to accept. A record takes 2.5 kB, and a third of 1 kB for each. */
        offers: { type: "string", default: "0" },
        /** Measures nothing: takes the results from this file. */
        from: { type: "string" },
        /** Where the results are written. */
        out: { type: "string", default: "dist/bench/results.json" },
        /** Stores the results in the repository, and fills in src/README.md from them. */
        publish: { type: "boolean", default: false },
        /** Fails if a message costs over a fifth more CPU time than in this file. */
        compare: { type: "string" },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
