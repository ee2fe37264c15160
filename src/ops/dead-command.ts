import { OPERATOR } from "../policy.ts";
import {
  createDeadLetters,
  type DeadLetter,
  type DeadLetters,
  type Retried,
} from "../redis/operator/dead-letters.ts";
import { countCodes, listPage, type Selection } from "../redis/operator/selection.ts";
import { type Options, UsageError } from "./arguments.ts";
import { type Command, type CommandContext, type CommandResult, isoTime } from "./command.ts";

export const DEAD_USAGE = `dead list               dead letters: replies and calls that were given up
  dead codes              how many there are of each code
  dead show <token>       one of them
  dead retry <token>      queues it again, at the end of its lane
  dead drop <token>       deletes it
                          retry and drop also take --code <code>, --conversation <id> or --all`;

/** Lists, shows, retries and drops dead letters. */
export const dead: Command = async (context) => {
  const letters = createDeadLetters({ redis: context.redis });
  const [action, token] = context.words;
  switch (action) {
    case "list":
      return list(letters, context.options);
    case "codes": {
      const codes = await countCodes(letters.forEach, selectionOf(context.options));
      return { lines: describeCodes(codes), data: codes };
    }
    case "show":
      return show(await existing(letters, token));
    case "retry":
    case "drop":
      return token === undefined
        ? actOnMany(letters, context, action)
        : actOnOne(letters, context, { action, letter: await existing(letters, token) });
    default:
      throw new UsageError(`Usage: npm run ops -- ${DEAD_USAGE}`);
  }
};

/** What retry and drop are to affect has to be named. */
export function checkSelection({ all, code, conversation }: Options, action: string): void {
  if (all || code !== undefined || conversation !== undefined) return;
  throw new UsageError(`${action} needs one of them, --code, --conversation, or --all`);
}

export function describeCodes(codes: { [code: string]: number }): string[] {
  const counts = Object.entries(codes).sort(([, one], [, other]) => other - one);
  return counts.length > 0 ? counts.map(([code, count]) => `${count}  ${code}`) : ["None."];
}

export function describePage(shown: number, total: number, offset: number): string[] {
  const next = offset + shown;
  return next < total ? [`${shown} of ${total}. Continue with --offset ${next}`] : [];
}

/** The words of a selection for the log. */
export function describeSelection({ all, code, conversation, since, until }: Options): string {
  return [
    ...(all ? ["--all"] : []),
    ...(code === undefined ? [] : [`--code ${code}`]),
    ...(conversation === undefined ? [] : [`--conversation ${conversation}`]),
    ...(since === undefined ? [] : [`--since ${isoTime(since)}`]),
    ...(until === undefined ? [] : [`--until ${isoTime(until)}`]),
  ].join(" ");
}

async function list(letters: DeadLetters, options: Options): Promise<CommandResult> {
  const { offset = 0, limit = OPERATOR.page } = options;
  const page = { offset, limit };
  const { items, total } = await listPage(letters.forEach, selectionOf(options), page);
  const lines = total > 0 ? items.map(describeLetter) : ["None."];
  return {
    lines: [...lines, ...describePage(items.length, total, offset)],
    data: { total, letters: items.map(toData) },
  };
}

function show(letter: DeadLetter): CommandResult {
  const { at, code, lane, token, conversationId, work } = letter;
  const lines = [
    `token         ${token}`,
    `conversation  ${conversationId}`,
    `lane          ${lane}`,
    `what          ${subjectOf(work)}`,
    `committed     ${work ? isoTime(work.at) : "unknown"}`,
    `given up      ${isoTime(at)}, code ${code}`,
    `attempts      ${work?.attempts ?? "unknown"}, claimed ${work?.claims ?? "unknown"} times since the last`,
    ...(work?.sent ? ["sent          yes, outcome unknown"] : []),
  ];
  return { lines, data: toData(letter) };
}

async function actOnOne(
  letters: DeadLetters,
  { options, record }: CommandContext,
  { action, letter }: { action: "retry" | "drop"; letter: DeadLetter },
): Promise<CommandResult> {
  const { token, code } = letter;
  if (options.dryRun) return { lines: [`Would ${action} ${token}.`], data: { token, code } };
  await record(`dead ${action} ${token}`);
  const result = await letters[action](letter);
  return { lines: [describeResult(result)], data: { token, code, result } };
}

async function actOnMany(
  letters: DeadLetters,
  { options, record }: CommandContext,
  action: "retry" | "drop",
): Promise<CommandResult> {
  checkSelection(options, action);
  const selection = selectionOf(options);
  if (options.dryRun) {
    const codes = await countCodes(letters.forEach, selection);
    const total = Object.values(codes).reduce((sum, count) => sum + count, 0);
    return {
      lines: [`Would ${action} ${total}:`, ...describeCodes(codes)],
      data: { total, codes },
    };
  }
  await record(`dead ${action} ${describeSelection(options)}`);
  const results = new Map<string, number>();
  await letters.forEach(selection, async (letter) => {
    const result = await letters[action](letter);
    results.set(result, (results.get(result) ?? 0) + 1);
    return ["retried", "dropped", "gone"].includes(result);
  });
  const lines = [...results].map(([result, count]) => `${count} ${LABELS[result] ?? result}`);
  return { lines: lines.length > 0 ? lines : ["None."], data: Object.fromEntries(results) };
}

const LABELS: { [result: string]: string } = {
  retried: "queued again",
  dropped: "dropped",
  gone: "gone already",
  unreadable: "cannot be parsed and were left: drop them",
  "sent money": "money calls with an unknown outcome were left: check credex-core, then drop them",
};

async function existing(letters: DeadLetters, token: string | undefined): Promise<DeadLetter> {
  if (token === undefined) throw new UsageError("Name a token: see `dead list`");
  const letter = await letters.find(token);
  if (letter) return letter;
  throw new UsageError(`No ${token} among the dead letters: see \`dead list\``);
}

/** What a command's options select. */
export function selectionOf({ code, conversation, since, until }: Options): Selection {
  return { code, conversationId: conversation, from: since, to: until };
}

function describeResult(result: Retried | "dropped"): string {
  switch (result) {
    case "retried":
      return "It is queued again, at the end of its lane.";
    case "dropped":
      return "Dropped.";
    case "gone":
      return "It is gone already.";
    case "unreadable":
      throw new UsageError("It cannot be parsed; it can only be dropped.");
    case "sent money":
      throw new UsageError(
        "This call was already sent and its outcome is unknown. Check credex-core, then drop it.",
      );
  }
}

function describeLetter({ at, code, lane, token, work }: DeadLetter): string {
  return [isoTime(at), code, lane, token, subjectOf(work)].join("  ");
}

function toData({ at, code, lane, token, conversationId, work }: DeadLetter) {
  const { attempts, claims, sent } = work ?? {};
  const committed = work && isoTime(work.at);
  return {
    ...{ token, conversationId, lane, code, at: isoTime(at), what: subjectOf(work) },
    ...{ committed, attempts, claims, sent },
  };
}

export function subjectOf(work: DeadLetter["work"]): string {
  if (!work) return "unreadable";
  const { effect } = work;
  return effect.kind === "reply" ? effect.keys.join(" + ") : effect.operation;
}
