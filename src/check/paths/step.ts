import type { NotificationPayload } from "../../conversation/model/event.ts";
import type { Json } from "../../conversation/model/record.ts";

/** The next step on a path: an act of the member, an answer of credex-core, or a timer. */
export type Step =
  /** Writes these words. */
  | { type: "writes"; text: string }
  /** A message arrives that was written before the open question was asked. */
  | { type: "writes late"; text: string }
  /** Writes a word that has the same meaning everywhere. */
  | { type: "commands"; command: string; word?: string }
  | { type: "taps"; choice: string }
  /** Taps a button of an earlier message. */
  | { type: "taps old" }
  | { type: "shows"; media: string }
  | { type: "floods" }
  /** credex-core answers a call. */
  | { type: "answers"; operation: string; ending: Ending }
  /** credex-core reports an offer. */
  | { type: "hears"; news: NotificationPayload }
  /** A timer fires. */
  | { type: "waits"; sendId: string; from: string }
  /** The session has expired, and the member writes again. */
  | { type: "session ends" }
  /** The machines were edited meanwhile, and the member writes again. */
  | { type: "machine edited" }
  /** The turn fails on our side. */
  | { type: "breaks"; during: "message" | "result" | "timer" }
  /** The turn fails, and so does the one that reports the failure and the outcome of money. */
  | { type: "breaks twice" };

export type Ending =
  | { kind: "done"; output: Json }
  | { kind: "refused"; code: string; reason: string }
  | { kind: "away" | "expired" | "paused" | "unsettled" | "unknown" | "unconfirmed" };

/** Whether the member sends something in it. */
export function isOfMember({ type }: Step): boolean {
  return type !== "answers" && type !== "waits" && type !== "hears";
}

/** A short description of a step. */
export function describeStep(step: Step): string {
  switch (step.type) {
    case "writes":
      return `writes “${step.text}”`;
    case "commands":
      return step.word === undefined
        ? `writes the word for “${step.command}”`
        : `writes “${step.word}”`;
    case "taps":
      return `taps “${step.choice.split("=")[0]}”`;
    case "taps old":
      return "taps a button of an earlier message";
    case "shows":
      return "sends a photo";
    case "floods":
      return "writes more than the limit";
    case "answers":
      return `“${step.operation}” ${describeEnding(step.ending)}`;
    case "hears":
      return `credex-core reports an offer (${step.news.type})`;
    case "waits":
      return "is silent until the time limit";
    case "session ends":
      return "writes after the session has expired";
    case "machine edited":
      return "writes after the machine was edited";
    case "writes late":
      return "wrote something before the question, and it arrives now";
    case "breaks":
      return "an error on our side";
    case "breaks twice":
      return "an error on our side, and another one while reporting it";
  }
}

/** How a call ends, appended to its name. */
export function describeEnding(ending: Ending): string {
  switch (ending.kind) {
    case "done":
      return "is done";
    case "refused":
      return ending.code === "other" ? "is refused" : `is refused (${ending.code})`;
    case "away":
      return "does not reach credex-core";
    case "expired":
      return "was not sent in time";
    case "paused":
      return "is paused by an operator";
    case "unsettled":
      return "waits until an earlier one is settled";
    case "unknown":
      return "gets no answer";
    case "unconfirmed":
      return "was not found by reconciliation";
  }
}
