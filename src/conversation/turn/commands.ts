import type { CommandName, NamedContract } from "../machine/machine-contract.ts";
import type { MessageEvent } from "../model/event.ts";
import type { Interpret } from "../ports/copy.ts";
import { isOwnChoiceId } from "./choices.ts";
import type { CommandEvent } from "./turn-event.ts";

export interface CommandReader {
  interpret: Interpret;
  commands: NamedContract["commands"];
}

/** The command that a text is. "Yes" and "no" are none: they answer a question. */
export function readCommand(
  { interpret, commands }: CommandReader,
  options: Parameters<Interpret>[0],
): CommandEvent | undefined {
  const command = interpret(options) as CommandEvent | undefined;
  return command && !isYesOrNo(command.type, commands) ? command : undefined;
}

/** The type of "yes" or of "no", if a text says no more than that. */
export function readYesOrNo(
  { interpret, commands }: CommandReader,
  options: Parameters<Interpret>[0],
): CommandName | undefined {
  const answer = interpret(options) as CommandEvent | undefined;
  return answer && isYesOrNo(answer.type, commands) ? answer.type : undefined;
}

function isYesOrNo(type: CommandName, { yes, no }: CommandReader["commands"]): boolean {
  return type === yes || type === no;
}

/** The command that a message contains, also as a button of a template. */
export function commandOf(
  { content, locale }: MessageEvent,
  reader: CommandReader,
): CommandEvent | undefined {
  if (content.kind === "text") return readCommand(reader, { text: content.text, locale });
  const isForeign = content.kind === "choice" && !isOwnChoiceId(content.id);
  return isForeign ? readCommand(reader, { text: content.title, locale }) : undefined;
}
