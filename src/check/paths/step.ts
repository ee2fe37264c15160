import type { NotificationPayload } from "../../conversation/model/event.ts";
import type { Json } from "../../conversation/model/record.ts";

/** What happens next on a path: something that a member does, credex-core answers, or time brings. */
export type Step =
  /** Writes these words. */
  | { type: "writes"; text: string }
  /** What was written before the open question was asked arrives. */
  | { type: "writes late"; text: string }
  /** Writes a word that means the same everywhere. */
  | { type: "commands"; command: string }
  | { type: "taps"; choice: string }
  /** Taps a button of an earlier message. */
  | { type: "taps old" }
  | { type: "shows"; media: string }
  | { type: "floods" }
  /** credex-core ends a call. */
  | { type: "answers"; operation: string; ending: Ending }
  /** credex-core tells of an offer by itself. */
  | { type: "hears"; news: NotificationPayload }
  /** A limit of time is over. */
  | { type: "waits"; sendId: string; from: string }
  /** The session has ended, and the member writes again. */
  | { type: "session ends" }
  /** The machines were edited meanwhile, and the member writes again. */
  | { type: "machine edited" }
  /** Something breaks on our side while this is taken. */
  | { type: "breaks"; during: "message" | "result" | "timer" }
  /** Telling the member that it broke, and what became of their money, breaks as well. */
  | { type: "breaks twice" };

export type Ending =
  | { kind: "done"; output: Json }
  | { kind: "refused"; code: string; reason: string }
  | { kind: "away" | "expired" | "paused" | "unsettled" | "unknown" | "unconfirmed" };

/** Whether the member sends something in it. */
export function isOfMember({ type }: Step): boolean {
  return type !== "answers" && type !== "waits" && type !== "hears";
}

/** A step in a few words. */
export function describeStep(step: Step): string {
  switch (step.type) {
    case "writes":
      return `writes “${step.text}”`;
    case "commands":
      return `writes the word for “${step.command}”`;
    case "taps":
      return `taps “${step.choice.split("=")[0]}”`;
    case "taps old":
      return "taps a button of an earlier message";
    case "shows":
      return "sends a photo";
    case "floods":
      return "writes more than anybody can mean";
    case "answers":
      return `“${step.operation}” ${describeEnding(step.ending)}`;
    case "hears":
      return `credex-core tells of an offer (${step.news.type})`;
    case "waits":
      return "is quiet until the limit of time";
    case "session ends":
      return "writes after the session has ended";
    case "machine edited":
      return "writes after the machine was edited";
    case "writes late":
      return "wrote something before the question, and it arrives now";
    case "breaks":
      return "something breaks on our side";
    case "breaks twice":
      return "something breaks on our side, and telling it as well";
  }
}

/** How a call ends, after its name. */
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
      return "waits for an earlier one to be settled";
    case "unknown":
      return "gets no answer";
    case "unconfirmed":
      return "was looked for in vain";
  }
}
