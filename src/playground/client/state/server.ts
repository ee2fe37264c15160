import { computed, signal } from "@preact/signals";
import type {
  Chart,
  Conversation,
  LiveFrame,
  LogLine,
  Problem,
  Step,
  Wording,
} from "../../protocol.ts";
import { setServerTime } from "./clock.ts";
import { announce } from "./notice.ts";

/** The server's state as last reported. */

const MAX_LOG_LINES = 1_000;

export const isConnected = signal(false);
/** The server has not answered yet. */
export const isFresh = signal(true);
export const isRedacted = signal(false);
export const charts = signal<Chart[]>([]);
/** How often the server has sent charts. */
const drawings = signal(0);
export const wordings = signal<Wording[]>([]);
export const problems = signal<Problem[]>([]);
export const conversations = signal<Conversation[]>([]);
export const logLines = signal<LogLine[]>([]);
const stepLists = signal<ReadonlyMap<string, Step[]>>(new Map());
/** Increases with each connection: data loaded before may be incomplete. */
export const connection = signal(0);

const wordingByKey = computed(() => new Map(wordings.value.map((each) => [each.key, each])));
export const wordingOf = (key: string): Wording | undefined => wordingByKey.value.get(key);
/** The languages that have wordings, English first. */
export const locales = computed(() =>
  [...new Set(wordings.value.flatMap(({ texts }) => Object.keys(texts)))].sort(
    (one, other) => Number(other === "en") - Number(one === "en"),
  ),
);
export const stepsOf = (conversationId: string): Step[] =>
  stepLists.value.get(conversationId) ?? [];
export const chartOf = (machine: string): Chart | undefined =>
  charts.value.find((chart) => chart.machine === machine);

/** The charts follow an edit within this time, unless the machines cannot be drawn. */
const MAX_DRAWING_MS = 15_000;

/** Resolves with the next charts: from then on the page shows what an edit has left. */
export function nextDrawing(): Promise<void> {
  const before = drawings.value;
  return new Promise((resolve) => {
    const timer = setTimeout(end, MAX_DRAWING_MS);
    const stop = drawings.subscribe((count) => {
      if (count > before) end();
    });
    function end(): void {
      clearTimeout(timer);
      stop();
      resolve();
    }
  });
}

let serverId = "";

export function receive(frame: LiveFrame): void {
  switch (frame.kind) {
    case "hello":
      greet(frame);
      return;
    case "drawn":
      show(frame);
      return;
    case "edited":
      problems.value = frame.problems;
      if (frame.problems.length === 0) announce("Your edit is served now.");
      return;
    case "conversation":
      addConversation(frame.conversation);
      return;
    case "step":
      addSteps(frame.step.conversationId, [frame.step]);
      return;
    case "log":
      logLines.value = [...logLines.value.slice(1 - MAX_LOG_LINES), frame.line];
  }
}

function greet(frame: Extract<LiveFrame, { kind: "hello" }>): void {
  if (serverId && serverId !== frame.serverId) {
    announce("The server is back.");
    // A restarted server may number a conversation's steps anew; the steps that it kept are loaded again.
    stepLists.value = new Map();
  }
  serverId = frame.serverId;
  isFresh.value = false;
  isRedacted.value = frame.isRedacted;
  if (frame.charts.length > 0) show(frame);
  problems.value = frame.problems;
  conversations.value = frame.conversations;
  setServerTime(frame.now);
  for (const step of frame.steps) addSteps(step.conversationId, [step]);
  isConnected.value = true;
  connection.value++;
}

function show(drawn: { charts: Chart[]; wordings: Wording[] }): void {
  charts.value = drawn.charts;
  wordings.value = drawn.wordings;
  drawings.value++;
}

function addConversation(conversation: Conversation): void {
  const others = conversations.value.filter(({ id }) => id !== conversation.id);
  conversations.value = [...others, conversation];
}

/** Adds steps to the known ones, without duplicates. */
export function addSteps(conversationId: string, steps: Step[]): void {
  if (!conversations.value.some(({ id }) => id === conversationId))
    addConversation({ id: conversationId });
  const byNumber = new Map(
    [...stepsOf(conversationId), ...steps].map((step) => [step.number, step]),
  );
  const list = [...byNumber.values()].sort((one, other) => one.number - other.number);
  stepLists.value = new Map(stepLists.value).set(conversationId, list);
}
