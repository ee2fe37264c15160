import type { AddQuestionEdit, Answer } from "../../src/playground/edit-protocol.ts";

/** A text in every language; hardly a word is the same in two of them. */
export const inEach = (text: string) => {
  const other = (ending: string) =>
    text.replaceAll(/(?<!\{)\b[a-z]+\b(?!\})/gi, (word) => `${word}${ending}`);
  return { en: text, sn: other("sn"), nd: other("nd") };
};

export const answers: { [Kind in Answer["kind"]]: Answer } = {
  words: { kind: "words", most: 60 },
  amount: { kind: "amount" },
  date: { kind: "date" },
  choice: {
    kind: "choice",
    choices: [
      { name: "new", titles: inEach("New") },
      { name: "used", titles: inEach("Used") },
    ],
    list: {},
  },
};

/** A question after the recipient's handle in the offer. */
export function question(name: string, answer: Answer = answers.words): AddQuestionEdit {
  return {
    kind: "add question",
    after: "offer:filling.recipient",
    before: "offer:filling.searching",
    ways: ["offer:filling.recipient#text#1"],
    name,
    description: "Asks what the offer is for.",
    keeps: "what the offer is for",
    answer,
    ask: inEach("What is it for?"),
    invalid: inEach("Sixty letters at most, please."),
  };
}
