import type { MessageEvent } from "../model/event.ts";
import type { Command, Interpret } from "../ports/copy.ts";
import { isOwnChoiceId } from "./choices.ts";

/** Words that mean something only at a question about money, or where a machine answers them; else they are plain text. */
const SOFT: readonly string[] = ["yes", "no"];

/** The command that a text is. */
export function readCommand(
  interpret: Interpret,
  options: Parameters<Interpret>[0],
): Command | undefined {
  const command = interpret(options);
  return command && !SOFT.includes(command.type) ? command : undefined;
}

/** "yes" or "no", if a text says no more than that. */
export function readSoftWord(
  interpret: Interpret,
  options: Parameters<Interpret>[0],
): string | undefined {
  const type = interpret(options)?.type;
  return type !== undefined && SOFT.includes(type) ? type : undefined;
}

/** The command that a message contains, also as a button of a template. */
export function commandOf(
  { content, locale }: MessageEvent,
  interpret: Interpret,
): Command | undefined {
  if (content.kind === "text") return readCommand(interpret, { text: content.text, locale });
  const isForeign = content.kind === "choice" && !isOwnChoiceId(content.id);
  return isForeign ? readCommand(interpret, { text: content.title, locale }) : undefined;
}
