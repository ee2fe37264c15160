import type { Message } from "../model/effect.ts";
import type { Json } from "../model/record.ts";

/** Puts a reply into the member's words. Throws when the copy does not hold what the machine asks for. */
export type Render = (options: { reply: Reply; locale: string; now: number }) => Message;

/** What a machine says: a copy key, and a value for each of its placeholders. */
export interface Reply {
  key: string;
  [value: string]: unknown;
}

/** Reads a typed text as a command, or not. */
export type Interpret = (options: Readable) => Command | undefined;

interface Readable {
  text: string;
  locale: string;
  /** A name or a handle is asked for: only words that are names nowhere are commands. */
  firmOnly?: boolean | undefined;
}

/** What a machine hears for it: `home`, `cancel`, …, and whatever else was said with it. */
export interface Command {
  type: string;
  [value: string]: Json;
}
