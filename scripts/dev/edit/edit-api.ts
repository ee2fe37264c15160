import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Edit, Preview } from "../../../src/playground/edit-protocol.ts";
import { explain } from "../world/requests.ts";
import type { Editor } from "./editor.ts";
import { EditRefusal } from "./refusal.ts";

const Text = z.string().max(10_000, "is too long");

/** By language. */
const Texts = z.record(Text, Text);

const Edits = z.object({
  edits: z
    .array(
      z.discriminatedUnion("kind", [
        z.object({
          kind: z.literal("wording"),
          locale: Text,
          key: Text,
          part: Text,
          was: Text,
          text: Text,
        }),
        z.object({ kind: z.literal("description"), state: Text, was: Text, text: Text }),
        z.object({
          kind: z.literal("delay"),
          machine: Text,
          delay: Text,
          was: z.number(),
          minutes: z.number(),
        }),
        z.object({ kind: z.literal("target"), edge: Text, was: Text.optional(), target: Text }),
        z.object({ kind: z.literal("rename"), state: Text, name: Text }),
        z.object({
          kind: z.literal("tags"),
          state: Text,
          was: z.array(Text).max(10),
          tags: z.array(Text).max(10),
        }),
        z.object({
          kind: z.literal("add way"),
          state: Text,
          event: Text,
          guard: Text.optional(),
          target: Text,
        }),
        z.object({
          kind: z.literal("add choice"),
          key: Text,
          choice: Text,
          titles: Texts,
          ways: z.array(z.object({ state: Text, target: Text })).max(50),
        }),
        z.object({ kind: z.literal("rename choice"), key: Text, choice: Text, name: Text }),
        z.object({
          kind: z.literal("rename field"),
          machine: Text,
          field: Text,
          name: Text,
        }),
        z.object({ kind: z.literal("rename event"), state: Text, event: Text, name: Text }),
        z.object({
          kind: z.literal("duplicate form"),
          machine: Text,
          name: Text,
          titles: Texts,
        }),
        z.object({
          kind: z.literal("add question"),
          after: Text,
          before: Text,
          ways: z.array(Text).max(50),
          name: Text,
          description: Text,
          keeps: Text,
          answer: z.discriminatedUnion("kind", [
            z.object({ kind: z.literal("words"), most: z.number() }),
            z.object({ kind: z.literal("amount") }),
            z.object({ kind: z.literal("date") }),
            z.object({
              kind: z.literal("choice"),
              choices: z.array(z.object({ name: Text, titles: Texts })).max(10),
              list: Texts,
            }),
          ]),
          ask: Texts,
          invalid: Texts,
        }),
        z.object({ kind: z.literal("remove question"), state: Text, next: Text }),
        z.object({ kind: z.literal("swap questions"), first: Text, second: Text }),
        z.object({ kind: z.literal("give value"), machine: Text, key: Text, field: Text }),
        z.object({
          kind: z.literal("promise"),
          machine: Text,
          was: z.number(),
          messages: z.number(),
        }),
        z.object({ kind: z.literal("remove choice"), key: Text, choice: Text }),
      ]),
    )
    .min(1, "needs an edit")
    .max(100, "are too many"),
});

/** The routes of edit-protocol.ts. An answer waits for `onSaved`, which is called after each change of the files. */
export function createEditApi(editor: Editor, onSaved: () => Promise<void>): Hono {
  const withEdits = async (
    context: Context,
    act: (edits: readonly Edit[]) => Promise<Preview>,
  ): Promise<Response> => {
    const body = Edits.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return context.json({ error: explain(body.error) }, 400);
    return answer(context, act(body.data.edits));
  };
  const served = async (work: Promise<Preview>): Promise<Preview> => {
    try {
      return await work;
    } finally {
      await onSaved();
    }
  };
  return new Hono()
    .post("/preview", (context) => withEdits(context, editor.preview))
    .post("/", (context) => withEdits(context, (edits) => served(editor.save(edits))))
    .post("/undo", (context) => answer(context, served(editor.undo())))
    .post("/redo", (context) => answer(context, served(editor.redo())));
}

async function answer(context: Context, result: Promise<Preview>): Promise<Response> {
  try {
    return context.json(await result);
  } catch (error) {
    if (!(error instanceof EditRefusal)) throw error;
    return context.json({ error: error.message }, 409);
  }
}
