import type { Outcome } from "../conversation/model/event.ts";
import { isOwnChoiceId } from "../conversation/turn/choices.ts";
import { firedTimerOf } from "./fired-timer.ts";
import { inputsOf } from "./inputs.ts";
import type { Input, Step } from "./protocol.ts";
import type { StoredStep } from "./step-view.ts";

/** A test that repeats a conversation, and the actions by which a replay repeats it with another member. */
export interface TestScript {
  test: string;
  inputs: Input[];
}

/** A `play()` script (test/support/play.ts) of a conversation up to a step. `reason`: why there cannot be one. */
export function testScriptOf(
  all: readonly StoredStep[],
  to: number,
): TestScript | { reason: string } {
  const steps = all.filter(({ step }) => step.number <= to);
  const [first] = steps;
  const last = steps.at(-1);
  if (!first || last?.step.number !== to) return { reason: "That step has expired." };
  if (first.step.number !== 1 || first.inner.before !== "nothing")
    return { reason: "The start of this conversation has expired." };
  const lines = createWriter(first)(steps);
  const name = `a member reaches ${last.step.metadata.stage || "this"}`;
  const body = lines.map((line) => `    ${line}`).join("\n");
  const test = [
    'import { test } from "vitest";',
    'import { play } from "../support/play.ts";',
    "",
    `test(${JSON.stringify(name)}, () => {`,
    `  play({ ${circumstancesOf(first)} })`,
    `${body};`,
    "});",
    "",
  ].join("\n");
  return { test, inputs: inputsOf(steps) };
}

/** Answers depend on the day, on which one a due date is asked for, and on the language of buttons that are typed. */
function circumstancesOf({ step: { at }, inner: { record } }: StoredStep): string {
  const phone = record?.address.phone ? "" : ", phone: undefined";
  const isEnglish = record === undefined || record.locale === "en";
  const locale = isEnglish ? "" : `, locale: "${record.locale}"`;
  return `at: "${new Date(at).toISOString()}"${phone}${locale}`;
}

/** Before any question of a script. */
const LONG_AGO = "24 h";

function sends(how: "says" | "shows", what: string, { isLate }: StoredStep["inner"]): string {
  return isLate ? call(`${how}Late`, what, LONG_AGO) : call(how, what);
}

function createWriter(first: StoredStep) {
  /** The script's clock, which advances only where a timer is awaited, and between two sessions. */
  let now = first.step.at;
  const dueAt = new Map<string, number>();
  /** Calls that got no answer and are being reconciled. */
  const unknown = new Set<string>();
  /** The call that is answered next. */
  let named: string | undefined;
  let offered = "";
  let stage = "";
  let received: string[] = [];

  const checksOf = ({ step, inner }: StoredStep): string[] => {
    const lines = [call("hears", ...received)];
    const [only, ...others] = step.calls;
    if (only && others.length === 0) {
      named = only.token;
      const input = inner.calls.find(({ token }) => token === only.token)?.input ?? {};
      lines.push(
        isEmpty(input) ? call("calls", only.operation) : call("calls", only.operation, input),
      );
    }
    if (step.metadata.stage !== stage) lines.push(call("isAt", step.metadata.stage));
    stage = step.metadata.stage;
    return lines;
  };

  /** What has passed since the script's clock was advanced: no timer is pending between two sessions. */
  const catchUp = ({ step }: StoredStep): string => {
    const seconds = Math.max(0, Math.round((step.at - now) / 1_000));
    now += seconds * 1_000;
    return spanOf(seconds);
  };

  /** What happened to a session since the previous step. */
  const beginningOf = (kept: StoredStep, last: StoredStep | undefined): string[] => {
    const { step, inner } = kept;
    const lines: string[] = [];
    if (last && inner.before === "over") lines.push(call("sessionEnds", catchUp(kept)));
    if (last && inner.before === "nothing") lines.push(call("recordExpires", catchUp(kept)));
    if (step.outcome === "parked") lines.push(call("breaks"));
    if (step.taken.some((edge) => edge.includes("#machine.edited#")))
      lines.push(call("machineIsEdited"));
    return lines;
  };

  const messageOf = (
    { what, text = "", choice = "" }: Message,
    inner: StoredStep["inner"],
  ): string => {
    const { tapped = "" } = inner;
    switch (what) {
      case "flood":
        return call("floods");
      case "choice":
        // A button of another conversation is read as its text.
        if (!isOwnChoiceId(tapped)) return sends("says", text, inner);
        return call(tapped.startsWith(`${offered}~`) ? "taps" : "tapsOld", choice);
      case "text":
        return sends("says", text, inner);
      default:
        return sends("shows", what, inner);
    }
  };

  const answerOf = ({ step, inner: { ended } }: StoredStep): string[] => {
    if (!ended || step.event.kind !== "result") return [];
    const { token, outcome } = ended;
    const wasUnknown = unknown.delete(token);
    if (outcome.kind === "unknown") unknown.add(token);
    if (wasUnknown)
      return [outcome.kind === "done" ? call("found", outcome.output) : call(outcome.kind)];
    const isNamed = named === token;
    named = undefined;
    return [...(isNamed ? [] : [call("atLast", step.event.operation)]), answer(outcome)];
  };

  /** Advances the time until the timer has fired; no line if it fired during the previous wait. */
  const waitFor = ({ step }: StoredStep, last: StoredStep | undefined): string[] => {
    const token = firedTimerOf(step, last?.step);
    const due = token === undefined ? undefined : dueAt.get(token);
    if (due === undefined || due <= now) return [];
    const seconds = Math.ceil((due - now) / 1_000);
    now += seconds * 1_000;
    return [call("waits", spanOf(seconds))];
  };

  const note = ({ step, inner }: StoredStep): void => {
    offered = inner.offered ?? offered;
    for (const timer of step.pending.timers)
      if (!dueAt.has(timer.token)) dueAt.set(timer.token, now + timer.dueAt - step.at);
  };

  const actionOf = (kept: StoredStep, last: StoredStep | undefined): string[] => {
    const { event } = kept.step;
    switch (event.kind) {
      case "message":
        return [...beginningOf(kept, last), messageOf(event, kept.inner)];
      case "result":
        return [...beginningOf(kept, last), ...answerOf(kept)];
      case "timer":
        return waitFor(kept, last);
      case "notice":
        return [...beginningOf(kept, last), call("isNotifiedOf", kept.inner.news)];
    }
  };

  return (steps: readonly StoredStep[]): string[] => {
    const lines: string[] = [];
    for (const [index, kept] of steps.entries()) {
      const { event, outcome, replies } = kept.step;
      if (event.kind === "timer" && outcome === "stale") continue;
      const action = actionOf(kept, steps[index - 1]);
      // A timer that fired in the same wait as another: the result of both is checked.
      if (action.length === 0)
        lines.splice(lines.findLastIndex((line) => line.startsWith(".waits")) + 1);
      else received = [];
      received.push(...replies.flatMap(({ keys }) => keys));
      lines.push(...action, ...checksOf(kept));
      note(kept);
    }
    return lines;
  };
}

type Message = Extract<Step["event"], { kind: "message" }>;

function answer(outcome: Outcome): string {
  switch (outcome.kind) {
    case "done":
      return call("answers", outcome.output);
    case "refused":
      return call("refuses", outcome.code, outcome.reason);
    case "away":
    case "expired":
    case "paused":
    case "unsettled":
    case "unknown":
    case "unconfirmed":
      return call(outcome.kind);
  }
}

function spanOf(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

function isEmpty(input: unknown): boolean {
  return JSON.stringify(input) === "{}";
}

function call(name: string, ...values: unknown[]): string {
  return `.${name}(${values.map((value) => JSON.stringify(value)).join(", ")})`;
}
