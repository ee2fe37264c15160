import { readStateUrl } from "../config.ts";
import { connect, ready } from "../redis/connection.ts";
import { createOperator, type DeadLetter, type Operator, type Retried } from "../redis/operator.ts";
import { printable } from "../telemetry/printable.ts";
import { describeTimeline } from "./timeline.ts";

/** Operator commands, whose output is lines. It contains no texts or numbers of members. */

const USAGE = `Usage: npm run ops -- <command>
  state                 pending work, dead letters, parked events, whether money calls are paused
  timeline <number>     a member's conversations in the last seven days, by phone number or user id
  dead list             the dead letters: replies and calls that were given up
  dead show <token>     one dead letter
  dead retry <token>    queues it again, at the end of its lane
  dead drop <token>     deletes it
  pause                 stops sending money calls; the reply to a confirmation says so
  resume                sends them again`;

/** The command cannot run as given; the message says what to do. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

try {
  // There are no options, and a token may begin with a dash.
  const words = process.argv.slice(2);
  for (const line of await withOperator((operator) => run(operator, words)))
    process.stdout.write(`${printable(line)}\n`);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(
    `${error instanceof UsageError ? error.message : printable(`${error.name}: ${error.message}`)}\n`,
  );
  process.exitCode = 1;
}

async function run(operator: Operator, [command, ...rest]: string[]): Promise<string[]> {
  switch (command) {
    case "state":
      return describeState(operator);
    case "timeline":
      return timeline(operator, rest[0]);
    case "dead":
      return dead(operator, rest);
    case "pause":
      await operator.pause();
      return ["Money calls are paused. Each confirmation is answered with: nothing was sent."];
    case "resume":
      await operator.resume();
      return ["Money calls resumed."];
    default:
      throw new UsageError(USAGE);
  }
}

async function describeState(operator: Operator): Promise<string[]> {
  const { pausedSince, due, dead, parked } = await operator.state();
  return [
    `money calls: ${pausedSince ? `paused since ${pausedSince}` : "active"}`,
    `pending lanes and timers: ${due}`,
    `dead letters: ${dead}`,
    `parked events: ${parked}`,
  ];
}

async function timeline(operator: Operator, key: string | undefined): Promise<string[]> {
  if (!key) throw new UsageError("Usage: npm run ops -- timeline <phone number or user id>");
  const conversations = await operator.conversationsOf(key);
  if (!conversations) throw new UsageError("Nobody with this number or user id has written.");
  if (conversations.length === 0) return ["Nothing in the last seven days."];
  return conversations.flatMap(({ id, journal, waiting }) => [
    `Conversation ${id}: ${waiting.replies} replies, ${waiting.calls} calls and ${waiting.unsettled} unsettled money calls pending.`,
    ...describeTimeline(journal),
  ]);
}

async function dead(operator: Operator, [command, token]: string[]): Promise<string[]> {
  const letters = await operator.dead();
  if (command === "list") return letters.length > 0 ? letters.map(describeLetter) : ["None."];
  const letter = letters.find((letter) => letter.token === token);
  if (!command || !token) throw new UsageError(USAGE);
  if (!letter) throw new UsageError(`No ${token} among the dead letters: see "dead list".`);
  switch (command) {
    case "show":
      return showLetter(letter);
    case "retry":
      return [retried(await operator.retry(letter))];
    case "drop":
      return [(await operator.drop(letter)) === "dropped" ? "Dropped." : "It is gone already."];
    default:
      throw new UsageError(USAGE);
  }
}

function retried(result: Retried): string {
  switch (result) {
    case "retried":
      return "It is queued again, at the end of its lane.";
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
  return [new Date(at).toISOString(), code, lane, token, subjectOf(work)].join("  ");
}

function showLetter(letter: DeadLetter): string[] {
  const { at, code, lane, token, conversationId, work } = letter;
  const committed = work ? new Date(work.at).toISOString() : "unknown";
  return [
    `token         ${token}`,
    `conversation  ${conversationId}`,
    `lane          ${lane}`,
    `what          ${subjectOf(work)}`,
    `committed     ${committed}`,
    `given up      ${new Date(at).toISOString()}, code ${code}`,
    `attempts      ${work?.attempts ?? "unknown"}, claimed ${work?.claims ?? "unknown"} times since the last`,
    ...(work?.sent ? ["sent          yes, outcome unknown"] : []),
  ];
}

function subjectOf(work: DeadLetter["work"]): string {
  if (!work) return "unreadable";
  const { effect } = work;
  return effect.kind === "reply" ? effect.keys.join(" + ") : effect.operation;
}

async function withOperator<T>(task: (operator: Operator) => Promise<T>): Promise<T> {
  const url = readStateUrl(process.env);
  if (url === undefined)
    throw new UsageError("REDIS_STATE_URL is missing: set it to the Redis of the server.");
  const redis = connect(url, { name: "vimbiso-ops" });
  try {
    if (!(await ready(redis, 5_000)))
      throw new UsageError("The Redis at REDIS_STATE_URL does not answer.");
    return await task(createOperator({ redis }));
  } finally {
    redis.disconnect();
  }
}
