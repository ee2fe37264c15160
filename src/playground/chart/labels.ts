import type { AnyTransitionDefinition } from "xstate";
import type { ChartEdge } from "../protocol.ts";
import { eventOf, transitionsOf } from "./names.ts";
import type { SourceInfo } from "./source-info.ts";

type Label = Pick<ChartEdge, "happening" | "condition">;

/** The label of an edge for a designer: what happens, and on which condition. */
export function labelOf(transition: AnyTransitionDefinition, notes: SourceInfo): Label {
  const event = eventOf(transition);
  const guard = guardOf(transition);
  switch (kindOf(event)) {
    case "always":
      return {
        happening: guard ? `if ${words(guard)}` : isLast(transition) ? "else" : "at once",
      };
    case "after":
      return withCondition(
        `after ${delayOf(transition, event.slice("after.".length))}`,
        transition,
      );
    case "done":
      return withCondition("done", transition);
    case "error":
      return { happening: guard ? (OUTCOMES[guard] ?? words(guard)) : "not done" };
    case "event":
      return withCondition(happening(transition, event, notes), transition);
  }
}

export function kindOf(event: string): ChartEdge["kind"] {
  if (event === "always" || event === "done") return event;
  const [first] = event.split(".");
  return first === "after" || first === "done" || first === "error" ? first : "event";
}

/** The guard's name; for an inline guard, its components. */
export function guardOf({ guard }: AnyTransitionDefinition): string | undefined {
  return guard === undefined ? undefined : nameOfGuard(guard);
}

/** Events of our machines other than taps and texts. */
const HAPPENINGS: { [event: string]: string } = {
  text: "writes something",
  media: "sends a photo or the like",
  unexpected: "anything else",
  outdated: "taps an old button",
  "quick.offer": "makes a quick offer",
  leave: "leaves the form",
  flood: "exceeds the rate limit",
  "session.over": "the session is over",
  "machine.edited": "the machine was edited",
  trouble: "something broke",
  "notice.created": "an offer came in",
  "notice.accepted": "an offer was accepted",
  "notice.declined": "an offer was declined",
  "notice.cancelled": "an offer was cancelled",
  "notice.many": "many offers came in",
  "call.late": "a late answer",
};

const OUTCOMES: { [guard: string]: string } = {
  isUnknown: "no answer came",
  isUnsettled: "an earlier one is open",
};

function happening({ source }: AnyTransitionDefinition, event: string, notes: SourceInfo): string {
  const titles = notes.titlesOf(source.path.join("."), event);
  if (titles.length > 2) return `picks one of ${titles.length}`;
  if (titles.length > 0) return titles.map((title) => `“${title}”`).join(" or ");
  const word = notes.wordOf(event);
  if (word) return `writes “${word}”`;
  if (event === "*") return "anything else";
  return (notes.isOurs && HAPPENINGS[event]) || event;
}

function withCondition(happening: string, transition: AnyTransitionDefinition): Label {
  const guard = guardOf(transition);
  if (guard) return { happening, condition: `if ${words(guard)}` };
  return isLast(transition) ? { happening, condition: "else" } : { happening };
}

/** It is tried when the other transitions for the same event were not taken. */
function isLast(transition: AnyTransitionDefinition): boolean {
  const event = eventOf(transition);
  return transitionsOf(transition.source).find((other) => eventOf(other) === event) !== transition;
}

function delayOf(transition: AnyTransitionDefinition, name: string): string {
  const delayMs = delayMsOf(transition);
  return delayMs === undefined ? words(name) : spanOf(delayMs);
}

/** How long it takes until a transition by time is due; `undefined` where that is calculated, or it is no such one. */
export function delayMsOf(transition: AnyTransitionDefinition): number | undefined {
  const [, name] = /^after\.(.+)$/s.exec(eventOf(transition)) ?? [];
  if (name === undefined) return undefined;
  const delayMs = Number(transition.source.machine.implementations.delays[name] ?? name);
  return Number.isFinite(delayMs) ? delayMs : undefined;
}

function spanOf(delayMs: number): string {
  if (delayMs < 1_000) return `${delayMs} ms`;
  if (delayMs < 60_000) return `${round(delayMs / 1_000)} s`;
  if (delayMs < 3_600_000) return `${round(delayMs / 60_000)} min`;
  return `${round(delayMs / 3_600_000)} h`;
}

function round(count: number): number {
  return Math.round(count * 10) / 10;
}

type Guard = NonNullable<AnyTransitionDefinition["guard"]>;

function nameOfGuard(guard: Guard): string {
  if (typeof guard === "string") return guard;
  if (typeof guard === "object" && "type" in guard)
    return [guard.type, ...details(guard)].join(": ");
  const { check, guards = [], name } = guard as Combined;
  const [first, ...others] = guards.map(nameOfGuard);
  // An inline arrow function has the name of its property.
  if (first === undefined) return name && name !== "guard" ? name : "a condition";
  if (check?.name === "checkNot") return `not ${first}`;
  return [first, ...others].join(check?.name === "checkOr" ? " or " : " and ");
}

/** XState's functions that combine guards, or one of the machine's own. */
interface Combined {
  name: string;
  check?: { name: string };
  guards?: Guard[];
}

function details(guard: object): string[] {
  const params = "params" in guard ? guard.params : undefined;
  if (typeof params !== "object" || params === null) return [];
  return [Object.values(params).join(", ")];
}

/** "isFirstPage" → "first page", "account_not_found" → "account not found". */
export function words(name: string): string {
  return name
    .replace(/\bis(?=[A-Z])/g, "")
    .replace(/(?<=[a-z0-9])(?=[A-Z])|_/g, " ")
    .replace(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
}
