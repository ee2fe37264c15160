import { en } from "./copy/en.ts";
import { placeholdersIn } from "./copy/placeholders.ts";
import type { Reply } from "./copy/reply.ts";
import type { MemberEvent } from "./kit.ts";

type Key = Reply["key"];

/** The values of a wording, without its key. */
type ValuesOf<Said> = Omit<Extract<Reply, { key: Said }>, "key">;

/** A wording as an action. The engine asks it for its `reply`; the function itself never runs. */
type Wording<Form, Event> = ((args: { context: Form; event: Event }) => void) & {
  reply: (args: { context: Form; event: Event }) => Reply;
  /** Each copy key that it may say. */
  keys: readonly Key[];
};

/** What the wordings of a form can show: its fields, and values that are named like none of them or replace one. */
type Shown<Form, Values> = Omit<Form, keyof Values> & Values;

/** The wordings whose placeholders are all among what is shown. */
type Sayable<Shows> = {
  [Said in Reply as Shows extends Omit<Said, "key" | "choices"> ? Said["key"] : never]: Said;
};

/** What a wording needs beside what is shown. */
type Rest<Said, Shows> = Omit<ValuesOf<Said>, keyof Shows> & Partial<ValuesOf<Said>>;

/**
 * The wordings of a form as actions, each by its copy key. A placeholder shows the field of its name, or what
 * `values` has under that name; a wording that needs more has a function for the rest in the table. `media` is
 * among the actions.
 */
export const says =
  <Form, Event = MemberEvent, Values = object>(values?: (form: Form) => Values) =>
  <
    Table extends {
      [Said in keyof Table]: Said extends Key
        ? (form: Form, event: Event) => Rest<Said, Shown<Form, Values>>
        : never;
    },
  >(
    table: Table,
  ) => {
    const rest: { [key: string]: ((form: Form, event: Event) => object) | undefined } = table;
    const wordings = Object.fromEntries(
      (Object.keys(en) as Key[]).map((key) => {
        const reply = (form: Form, event: Event) =>
          ({ ...form, ...values?.(form), ...rest[key]?.(form, event), key }) as Reply;
        return [key, saysOneOf([key], reply)];
      }),
    );
    return { ...wordings, media } as unknown as {
      [Said in keyof Table | keyof Sayable<Shown<Form, Values>> | "media"]: Wording<Form, Event>;
    };
  };

/** An action that says one of several wordings. Of the values that it gives, the placeholders choose. */
export function saysOneOf<Said extends Key, Form = unknown, Event = MemberEvent>(
  keys: readonly Said[],
  reply: (form: Form, event: Event) => Extract<Reply, { key: NoInfer<Said> }>,
): Wording<Form, Event> {
  return Object.assign(() => {}, {
    keys,
    reply: ({ context, event }: { context: Form; event: Event }) => shownOf(reply(context, event)),
  });
}

/** A reply with the values that its wording shows. */
function shownOf(reply: { key: Key; [value: string]: unknown }): Reply {
  const shown: { [value: string]: unknown } = { key: reply.key };
  for (const name of ["choices", ...placeholdersIn(en[reply.key])])
    if (reply[name] !== undefined) shown[name] = reply[name];
  return shown as Reply;
}

/** Kinds of `media` that may have been a text, of which nothing can be seen. */
const UNREADABLE: ReadonlySet<unknown> = new Set(["unsupported", "unknown", "blank"]);

/** Says that we read only text, or that we could not see whether it was one. */
const media = saysOneOf(["media", "media.unreadable"], (_: unknown, event: object) => ({
  key: "media" in event && UNREADABLE.has(event.media) ? "media.unreadable" : "media",
}));
