import type { Call } from "../../conversation/model/effect.ts";
import type { Json, SessionRecord } from "../../conversation/model/record.ts";
import { fieldsOf } from "../../conversation/model/record-fields.ts";
import { answers, memberProfiles, notifications, texts } from "./answers.ts";
import { awaited, isLookedFor, type Simulator } from "./simulator.ts";
import type { Situation } from "./situation.ts";
import { nameOf } from "./state-fingerprint.ts";
import type { Ending, Step } from "./step.ts";

export interface NextStepsOptions {
  simulator: Simulator;
  commands: readonly string[];
  /** Every word of a command, in all languages. */
  wordsFor: (command: string) => readonly string[];
  /** The stages in which every word was tried. */
  tried: Set<string>;
  /** The error codes that a machine distinguishes, by operation. */
  codes: ReadonlyMap<string, readonly string[]>;
  isRepeatable: (operation: string) => boolean;
}

/** Every step that may come next. */
export function nextSteps(options: NextStepsOptions, world: Situation): Step[] {
  const { record, calls } = world;
  if (world.failure !== undefined) return [];
  if (!record) return [...commandsIn(options, world), ...phrasesIn(options)];
  // The outcome of money is delivered before anything else starts: a path with both would be no different.
  const late = calls.filter(({ token }) => !awaited(record, token));
  if (late.length > 0) return late.flatMap((call) => answersTo(options, world, call));
  return [
    ...tapsIn(world),
    ...textsFor(options, world),
    ...calls.flatMap((call) => answersTo(options, world, call)),
    ...commandsIn(options, world),
    { type: "shows", media: "image" },
    ...(record.question.number > 0 ? [{ type: "taps old" } as const] : []),
    ...record.timers.map(({ sendId, from }): Step => ({ type: "waits", sendId, from })),
    { type: "floods" },
    ...(record.question.reply === undefined ? [] : [{ type: "writes late", text: "1" } as const]),
    ...newsFor(world),
    ...interruptions(record, { isMoney: calls.some(({ atMostOnce }) => atMostOnce) }),
  ];
}

/** Handled by root wherever the member is: trying it in one state of a form is enough. */
function newsFor({ stage }: Situation): Step[] {
  return isInForm({ stage }) ? [] : notifications.map((one) => ({ type: "hears", news: one }));
}

/** Steps that end the session. They discard the open form, so trying one state of each kind is enough. */
function interruptions(
  { calls, timers, snapshot }: SessionRecord,
  { isMoney }: { isMoney: boolean },
): Step[] {
  if (timers.length > 0) return [{ type: "breaks", during: "timer" }];
  if (calls.length > 0)
    return [
      { type: "breaks", during: "result" },
      ...(isMoney ? [{ type: "breaks twice" } as const] : []),
    ];
  if (typeof snapshot.value === "string") return [];
  return [
    { type: "session ends" },
    { type: "machine edited" },
    { type: "breaks", during: "message" },
  ];
}

/** Of many rows of one kind, the first and the last. */
function tapsIn({ record }: Situation): Step[] {
  if (!record || record.question.taken !== undefined) return [];
  const ids = record.question.choices.map(({ id }) => id);
  const ends = ids.filter((id, index) => {
    const isOfKind = (other: string) => nameOf(other) === nameOf(id);
    return ids.findIndex(isOfKind) === index || ids.findLastIndex(isOfKind) === index;
  });
  return ends.map((choice) => ({ type: "taps", choice }));
}

/** Texts that were not written before come first, so that paths read naturally. */
function textsFor(options: NextStepsOptions, world: Situation): Step[] {
  const { simulator } = options;
  const said = (text: string) => world.written.includes(text);
  if (!simulator.asksForWords(world))
    return [
      ...phrasesIn(options).slice(0, isInForm(world) ? 1 : undefined),
      ...texts.slice(-1).map(writing),
    ];
  const inTurn = [...texts.filter((text) => !said(text)), ...texts.filter(said)];
  return inTurn.map(writing);
}

function writing(text: string): Step {
  return { type: "writes", text };
}

/** A word for each command; in one situation of each stage, every word. */
function commandsIn(options: NextStepsOptions, world: Situation): Step[] {
  const { commands, simulator, wordsFor, tried } = options;
  const isCommand = simulator.commandsIn(world);
  const isNew = !tried.has(world.stage);
  tried.add(world.stage);
  return commands.flatMap((command): Step[] => {
    const first = simulator.wordFor(command);
    const others = isNew ? wordsFor(command).filter((word) => word !== first) : [];
    return [
      ...(isCommand(first, command) ? [{ type: "commands" as const, command }] : []),
      ...others
        .filter((word) => isCommand(word, command))
        .map((word) => ({ type: "commands" as const, command, word })),
    ];
  });
}

/** A form passes a phrase on to root: one is enough. */
function isInForm({ stage }: Pick<Situation, "stage">): boolean {
  return stage.includes("/");
}

/** Texts with a meaning everywhere, although they are not a single word. */
function phrasesIn({ simulator, commands }: NextStepsOptions): Step[] {
  const isPhrase = (text: string) => {
    const type = simulator.commandIn(text);
    return type !== undefined && !commands.includes(type);
  };
  return texts.filter(isPhrase).map(writing);
}

function answersTo(options: NextStepsOptions, world: Situation, call: Call): Step[] {
  const answer = (ending: Ending): Step => ({
    type: "answers",
    operation: call.operation,
    ending,
  });
  const done = outputsOf(world, call).map((output) => answer({ kind: "done", output }));
  if (isLookedFor(call)) return [...done, answer({ kind: "unconfirmed" })];
  const codes = options.codes.get(call.operation) ?? [];
  const isOnce = !options.isRepeatable(call.operation);
  return [
    ...done,
    ...[...codes, "other"].map((code) =>
      answer({ kind: "refused", code, reason: code === "other" ? REASON : "" }),
    ),
    answer({ kind: "away" }),
    ...(isOnce ? [answer({ kind: "unknown" })] : []),
    ...(call.atMostOnce
      ? [answer({ kind: "expired" }), answer({ kind: "paused" }), answer({ kind: "unsettled" })]
      : []),
  ];
}

/** The blank profile of a member who is not known yet has no id. */
function isLoggedIn(profile: unknown): boolean {
  const { member } = (profile ?? {}) as { member?: { memberID?: string } };
  return Boolean(member?.memberID);
}

const REASON = "This is not possible today.";

function outputsOf({ record }: Situation, { operation, input }: Call): Json[] {
  // The table is typed by operation; only the machine knows which one this is.
  const table = answers as unknown as {
    [operation: string]: ((input: Json, profile: unknown) => Json[]) | undefined;
  };
  const { profile: kept } = fieldsOf(record);
  const profile = isLoggedIn(kept) ? kept : undefined;
  const given = table[operation]?.(input, profile);
  if (given) return given;
  const profiles = profile ? [profile] : Object.values(memberProfiles);
  return profiles.map((one) => JSON.parse(JSON.stringify({ profile: one })));
}
