import { z } from "zod";

/** Messages from the development process to the server, which answers each with its `id`. */
export const ToServer = z.discriminatedUnion("kind", [
  /** Sets how far the server's clock is ahead from now on. */
  z.object({ kind: z.literal("clock"), id: z.number(), aheadMs: z.number() }),
  z.object({
    kind: z.literal("edited"),
    id: z.number(),
    /** The folder of the machines and copy to serve; absent where there are problems. */
    folder: z.string().optional(),
    problems: z.array(z.object({ file: z.string(), line: z.number(), sentence: z.string() })),
  }),
]);
export type ToServer = z.infer<typeof ToServer>;

/** `ToServer` before it gets its `id`. */
export type Said = ToServer extends infer One
  ? One extends ToServer
    ? Omit<One, "id">
    : never
  : never;

export const Done = z.object({ done: z.number() });
