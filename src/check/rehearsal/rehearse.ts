import { identityOf, type MachineRelease } from "../../conversation/machine/machine-release.ts";
import { migrateRecord, renameChoice } from "../../conversation/machine/migration.ts";
import { savedStage } from "../../conversation/machine/saved-stage.ts";
import type { Message } from "../../conversation/model/effect.ts";
import type { SessionRecord } from "../../conversation/model/record.ts";
import { migrateSession, resumeSession } from "../../conversation/turn/session.ts";
import { createTurn, type RunTurn, type TurnOptions } from "../../conversation/turn/turn.ts";
import { compareOutcomes, harmful, type Verdict, verdicts } from "./compare-outcomes.ts";
import { type Difference, differencesBetween } from "./differences.ts";
import { innermostMachine } from "./innermost-machine.ts";
import type { Scene, SceneEvent } from "./scene.ts";
import { outcomeOf, type TurnOutcome } from "./turn-outcome.ts";

/** What an edit does to conversations in progress. */
export interface Rehearsal {
  records: number;
  /** Each was run under both releases. */
  events: number;
  /** How many records have this as the worst outcome of their events. */
  counts: { [verdict in Verdict]: number };
  /** By machine, state, event and verdict; the worst first. */
  findings: Finding[];
  /** What must not be published, of any event: also where another event of the record has a worse outcome. */
  harms: Verdict[];
}

export interface Finding {
  verdict: Verdict;
  machine: string;
  state: string;
  event: string;
  records: number;
  example: {
    locale: string;
    event: string;
    differences: (Difference | Pick<Difference, "path">)[];
  };
}

/** Runs the events of the scenes under the new release, and compares the outcomes. */
export function rehearse(
  scenes: Iterable<Scene>,
  { before, after }: { before: TurnOptions; after: TurnOptions },
): Rehearsal {
  const [runBefore, runTurn] = [createTurn(before), createTurn(after)];
  const isMoney = (operation: string) =>
    before.isAtMostOnce(operation) || after.isAtMostOnce(operation);
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Rehearsal["counts"];
  const findings = new Map<string, Finding>();
  let [records, events] = [0, 0];
  for (const scene of scenes) {
    records += scene.records;
    events += scene.events.length;
    const found = findingsOf(scene, { runBefore, runTurn, release: after.release, isMoney });
    for (const [key, finding] of found) {
      const known = findings.get(key);
      if (known) known.records += scene.records;
      else findings.set(key, finding);
    }
    counts[worstOf([...found.values()])] += scene.records;
  }
  const found = new Set([...findings.values()].map(({ verdict }) => verdict));
  return {
    ...{ records, events },
    counts,
    findings: [...findings.values()].sort((one, other) => rankOf(one) - rankOf(other)),
    harms: verdicts.filter((verdict) => harmful.has(verdict) && found.has(verdict)),
  };
}

/** The same without a value of a record: of the examples, only where they differ. */
export function withoutValues(rehearsal: Rehearsal): Rehearsal {
  const findings = rehearsal.findings.map(({ example, ...finding }) => ({
    ...finding,
    example: { ...example, differences: example.differences.map(({ path }) => ({ path })) },
  }));
  return { ...rehearsal, findings };
}

/** By what they have in common with those of other records. */
function findingsOf(scene: Scene, options: Options): Map<string, Finding> {
  const { machine, locale, stage, records } = scene;
  const findings = new Map<string, Finding>();
  for (const event of scene.events) {
    const { verdict, differences } = compareEvent(event, stage, options);
    if (verdict === "carries over") continue;
    const place = { verdict, machine, state: stage, event: event.name };
    const key = JSON.stringify(place);
    const example = { locale, event: event.description, differences };
    if (!findings.has(key)) findings.set(key, { ...place, records, example });
  }
  return findings;
}

interface Options {
  runBefore: RunTurn;
  runTurn: RunTurn;
  release: MachineRelease;
  isMoney: (operation: string) => boolean;
}

function compareEvent(given: SceneEvent, oldStage: string, { isMoney, ...options }: Options) {
  const { isMigrated, event, stage } = migrateEvent(given, oldStage, options);
  const after = outcomeAfter(event, stage, options);
  const compared = compareOutcomes(event.before, after, { isMoney, isTimer: event.isTimer });
  if (!isMigrated || compared.verdict !== "carries over") return compared;
  const differences = differencesBetween({ state: oldStage }, { state: stage });
  return { verdict: "migrates" as const, differences };
}

/** An event of the old release under the names of the new one: the record, and what the old one does. */
function migrateEvent(
  given: SceneEvent,
  stage: string,
  { runBefore, release }: Pick<Options, "runBefore" | "release">,
): { isMigrated: boolean; event: SceneEvent; stage: string } {
  if (!release.migrations?.length || given.before.error !== undefined)
    return { isMigrated: false, event: given, stage };
  const migrate = (record: SessionRecord) => migrateRecord(record, release);
  const record = migrate(given.input.record);
  const now = savedStage(record.snapshot);
  const turn = runBefore(given.input);
  const next = turn.kind === "taken" ? migrate(turn.record) : record;
  const machine = innermostMachine(next);
  const replies = given.before.replies.map((reply) =>
    withChoices(reply, (id) => renameChoice(id, { migrations: release.migrations, machine })),
  );
  return {
    isMigrated: record !== given.input.record,
    event: { ...given, before: { ...given.before, stage: savedStage(next.snapshot), replies } },
    stage: now,
  };
}

function withChoices(reply: Message, renamed: (id: string) => string): Message {
  const { choices } = reply;
  if (!choices) return reply;
  const items = choices.items.map((item) => ({ ...item, id: renamed(item.id) }));
  return { ...reply, choices: { ...choices, items } };
}

/**
 * What the new release does. It asked the question, so that a choice is not asked for again. Where a session restarts
 * although it can be resumed, the turn threw or moved money without a choice: then it also opened the session.
 */
function outcomeAfter(
  { input, before }: SceneEvent,
  stage: string,
  { runTurn, release }: Pick<Options, "runTurn" | "release">,
): TurnOutcome {
  const identity = identityOf(release);
  const { machine, question } = input.record;
  const record = { ...input.record, question: { ...question, release: identity } };
  const served = outcomeOf(runTurn, { ...input, record, stage });
  if (before.isRestarted || !served.isRestarted) return served;
  const migrated = migrateSession({ release, record, now: input.now });
  if (resumeSession({ release, record: migrated, now: input.now }).isEdited) return served;
  const own = { ...record, machine: { ...machine, release: identity } };
  return outcomeOf(runTurn, { ...input, record: own, stage });
}

function worstOf(findings: readonly Finding[]): Verdict {
  const [worst] = [...findings].sort((one, other) => rankOf(one) - rankOf(other));
  return worst?.verdict ?? "carries over";
}

function rankOf({ verdict }: Finding): number {
  return verdicts.indexOf(verdict);
}
