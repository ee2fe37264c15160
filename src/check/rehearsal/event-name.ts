import { describeStep, type Step } from "../paths/step.ts";

/**
 * The name of a kind of event: all texts are one kind, and so are all words for a command and all answers of a call.
 */
export function eventName(step: Step): string {
  switch (step.type) {
    case "writes":
      return "writes a text";
    case "commands":
      return `writes a word for “${step.command}”`;
    default:
      return describeStep(step);
  }
}
