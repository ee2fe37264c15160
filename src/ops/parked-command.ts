import { OPERATOR } from "../policy.ts";
import {
  createParkedEvents,
  type ParkedEvent,
  type ParkedEvents,
} from "../redis/operator/parked-events.ts";
import { countCodes, findOne, listPage } from "../redis/operator/selection.ts";
import { type Options, UsageError } from "./arguments.ts";
import { type Command, type CommandContext, type CommandResult, isoTime } from "./command.ts";
import {
  checkSelection,
  describeCodes,
  describePage,
  describeSelection,
  selectionOf,
} from "./dead-command.ts";

export const PARKED_USAGE = `parked list             events that the machine could not process
  parked codes            how many there are of each error
  parked show <id>        one of them, with the places in the source
  parked drop <id>        deletes it; also takes --code, --conversation or --all`;

/**
 * Lists, shows and drops parked events. None is retried: its member got an apology and has continued, so the event
 * would meet another question than the one that it answered.
 */
export const parked: Command = async (context) => {
  const { redis, words, options } = context;
  const events = createParkedEvents({ redis });
  const [action, id] = words;
  switch (action) {
    case "list":
      return list(events, options);
    case "codes": {
      const codes = await countCodes(events.forEach, selectionOf(options));
      return { lines: describeCodes(codes), data: codes };
    }
    case "show":
      return show(await existing(events, id));
    case "drop":
      return drop(events, context, id);
    default:
      throw new UsageError(`Usage: npm run ops -- ${PARKED_USAGE}`);
  }
};

async function list(events: ParkedEvents, options: Options): Promise<CommandResult> {
  const { offset = 0, limit = OPERATOR.page } = options;
  const page = { offset, limit };
  const { items, total } = await listPage(events.forEach, selectionOf(options), page);
  const lines = items.map(({ at, code, event, id, conversationId }) =>
    [isoTime(at), code, event, id, conversationId].join("  "),
  );
  return {
    lines: [...(total > 0 ? lines : ["None."]), ...describePage(items.length, total, offset)],
    data: { total, events: items.map(toData) },
  };
}

function show(event: ParkedEvent): CommandResult {
  const lines = [
    `id            ${event.id}`,
    `conversation  ${event.conversationId}`,
    `event         ${event.event}`,
    `parked        ${isoTime(event.at)}, ${event.code}`,
    ...event.frames.map((frame) => `              ${frame}`),
  ];
  return { lines, data: toData(event) };
}

async function drop(
  events: ParkedEvents,
  { options, record }: CommandContext,
  id: string | undefined,
): Promise<CommandResult> {
  const selection = selectionOf(options);
  if (id !== undefined) {
    const event = await existing(events, id);
    if (options.dryRun) return { lines: [`Would drop ${id}.`], data: { id } };
    await record(`parked drop ${id}`);
    const result = await events.drop(event);
    return {
      lines: [result === "dropped" ? "Dropped." : "It is gone already."],
      data: { id, result },
    };
  }
  checkSelection(options, "drop");
  if (options.dryRun) {
    const codes = await countCodes(events.forEach, selection);
    const total = Object.values(codes).reduce((sum, count) => sum + count, 0);
    return { lines: [`Would drop ${total}:`, ...describeCodes(codes)], data: { total, codes } };
  }
  await record(`parked drop ${describeSelection(options)}`);
  let dropped = 0;
  await events.forEach(selection, async (event) => {
    if ((await events.drop(event)) === "dropped") dropped += 1;
    return true;
  });
  return { lines: [`${dropped} dropped`], data: { dropped } };
}

async function existing(events: ParkedEvents, id: string | undefined): Promise<ParkedEvent> {
  if (id === undefined) throw new UsageError("Name an id: see `parked list`");
  const event = await findOne(events.forEach, (event) => event.id === id);
  if (event) return event;
  throw new UsageError(`No ${id} among the parked events: see \`parked list\``);
}

function toData({ id, conversationId, at, event, code, frames }: ParkedEvent) {
  return { id, conversationId, at: isoTime(at), event, code, frames };
}
