import { texts } from "../../src/check/paths/answers.ts";

/** The name of a choice, or a text, by the copy key of the question that it answers. */
export interface Answers {
  [key: string]: string;
}

export const thandi = {
  accountID: "A-thandi",
  accountName: "Thandi Tailor",
  accountHandle: "thandi_tailor",
};

/** What a member answers to a question that a dialogue only has to get past. */
const ANSWERS: Answers = {
  "offer.amount.ask": "20",
  "offer.recipient.ask": thandi.accountHandle,
  "registration.firstname.ask": "Tariro",
  "registration.lastname.ask": "Moyo",
};

/** What credex-core answers to a call on the way. */
const OUTPUTS: { [operation: string]: object } = { getAccountByHandle: thandi };

/** Choices that lead away from the question. */
const AWAY = new Set(["back", "cancel"]);

/**
 * The answer to a question: that of the dialogue, that of the table, its first choice, or one after another of the
 * texts that `machines:paths` writes.
 * @param attempt how often the question was answered before
 * @throws when no other answer is left
 */
export function answerTo(
  { key, choices, attempt }: { key: string; choices: readonly string[]; attempt: number },
  own: Answers,
): string {
  const listed = own[key] ?? ANSWERS[key] ?? choices.find((name) => !AWAY.has(name));
  const answer = (listed === undefined ? texts : [listed])[attempt];
  if (answer === undefined)
    throw new Error(
      `“${key}” is asked again after each answer. Add one to ANSWERS in test/support/answers.ts`,
    );
  return answer;
}

/**
 * What credex-core answers to a call on the way to a question.
 * @throws for a call that no dialogue makes on the way
 */
export function outputOf(operation: string): object {
  const output = OUTPUTS[operation];
  if (!output) throw new Error(`${operation} has no output in test/support/answers.ts`);
  return output;
}
