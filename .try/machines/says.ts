import type { Reply } from "./copy/reply.ts";
import type { MemberEvent } from "./kit.ts";

/** The values of a wording, without its key. */
type ValuesOf<Key> = Omit<Extract<Reply, { key: Key }>, "key">;

/** A wording as an action. The engine asks it for its `reply`; the function itself never runs. */
type Wording<Form, Event> = ((args: { context: Form; event: Event }) => void) & {
  reply: (args: { context: Form; event: Event }) => Reply;
  /** Each copy key that it may say. */
  keys: readonly Reply["key"][];
};

/**
 * What a form says: a table of copy keys, each with a function that gives the values of its placeholders,
 * or `true` where it has none. Each key is an action of that name.
 */
export const says =
  <Form, Event = MemberEvent>() =>
  <
    Table extends {
      [Key in keyof Table]: Key extends Reply["key"]
        ?
            | ((form: Form, event: Event) => ValuesOf<Key>)
            | (object extends ValuesOf<Key> ? true : never)
        : never;
    },
  >(
    table: Table,
  ) =>
    Object.fromEntries(
      Object.entries<true | ((form: Form, event: Event) => object)>(table).map(([name, values]) => {
        const key = name as Reply["key"];
        const reply = (form: Form, event: Event) =>
          ({ key, ...(values === true ? {} : values(form, event)) }) as Reply;
        return [key, saysOneOf([key], reply)];
      }),
    ) as { [Key in keyof Table]: Wording<Form, Event> };

/** An action that says one of several wordings. */
export function saysOneOf<Key extends Reply["key"], Form = unknown, Event = MemberEvent>(
  keys: readonly Key[],
  reply: (form: Form, event: Event) => Extract<Reply, { key: NoInfer<Key> }>,
): Wording<Form, Event> {
  return Object.assign(() => {}, {
    keys,
    reply: ({ context, event }: { context: Form; event: Event }) => reply(context, event),
  });
}

/** Kinds of `media` that may have been a text, of which nothing can be seen. */
const UNREADABLE: ReadonlySet<unknown> = new Set(["unsupported", "unknown", "blank"]);

/** Says that we read only text, or that we could not see whether it was one. */
export const media = saysOneOf(["media", "media.unreadable"], (_: unknown, event: object) => ({
  key: "media" in event && UNREADABLE.has(event.media) ? "media.unreadable" : "media",
}));
