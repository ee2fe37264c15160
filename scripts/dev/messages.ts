import { z } from "zod";

/** What the parent of development tells the server, which answers each with its `id`. */
export const ToServer = z.discriminatedUnion("kind", [
  /** The server's clock is so far ahead from now on. */
  z.object({ kind: z.literal("clock"), id: z.number(), aheadMs: z.number() }),
  z.object({
    kind: z.literal("edited"),
    id: z.number(),
    /** Where the machines and copy lie that are to be served; absent where there are problems. */
    folder: z.string().optional(),
    problems: z.array(z.object({ file: z.string(), line: z.number(), sentence: z.string() })),
  }),
]);
export type ToServer = z.infer<typeof ToServer>;

/** `ToServer` as it is said, before it gets its `id`. */
export type Said = ToServer extends infer One
  ? One extends ToServer
    ? Omit<One, "id">
    : never
  : never;

export const Done = z.object({ done: z.number() });
