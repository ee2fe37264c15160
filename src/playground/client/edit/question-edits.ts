import type { Answer, Edit, Texts } from "../../edit-protocol.ts";
import { languageOf } from "../languages.ts";
import { locales } from "../state/server.ts";
import { fieldOf } from "./field.ts";
import { answersOf, nameFrom } from "./flow.ts";
import { drafts, type Subject } from "./subject.ts";

export type QuestionSubject = Extract<Subject, { kind: "question" }>;

/** Characters of an answer in words, unless the designer says otherwise. */
const MOST = 60;
/** What WhatsApp shows below a message. */
const BUTTONS = 3;
/** What WhatsApp shows in a list. */
export const ROWS = 10;
const FEWEST_CHOICES = 2;

/** The fields of the form as they are now. */
export function questionDraft({ state, chart }: QuestionSubject) {
  const { name = "", description = "", keeps = "", most = `${MOST}`, promise } = drafts.value;
  const kind = (drafts.value.kind ?? "words") as Answer["kind"];
  const groups = answersOf(chart, state);
  const choices = Array.from(
    { length: Number(drafts.value.choices ?? FEWEST_CHOICES) },
    (_, at) => `choice ${at + 1}`,
  );
  return {
    name,
    description,
    keeps,
    most,
    kind,
    groups,
    group: groups[Number(drafts.value.after ?? 0)] ?? groups[0],
    choices,
    isList: kind === "choice" && choices.length > BUTTONS,
    isPromised: promise !== "no",
  };
}

/** What the form needs before the edit can be checked, if anything. */
export function missingIn(subject: QuestionSubject): string | undefined {
  const draft = questionDraft(subject);
  if (!draft.name) return "a name";
  if (!draft.description) return "what happens here";
  if (!draft.keeps) return "what is kept";
  const parts = ["ask", ...(draft.kind === "choice" ? draft.choices : ["invalid"])];
  if (draft.isList) parts.push("list");
  for (const part of parts)
    for (const locale of locales.value)
      if (!textsOf(part)[locale]?.trim())
        return `${SPELLED[part] ?? `“${part}”`} in ${languageOf(locale)}`;
  return undefined;
}

const SPELLED: { [part: string]: string } = {
  ask: "the question",
  invalid: "what is said to any other answer",
  list: "the button that opens the list",
};

const textsOf = (part: string): Texts =>
  Object.fromEntries(
    locales.value.map((locale) => [locale, drafts.value[fieldOf(locale, part)] ?? ""]),
  );

/** The edits that the form makes, once it is filled in. */
export function questionEdits(subject: QuestionSubject): Edit[] {
  const { chart, state } = subject;
  const draft = questionDraft(subject);
  if (missingIn(subject) !== undefined || !draft.group) return [];
  const { name, description, keeps, group } = draft;
  const added: Edit = {
    kind: "add question",
    after: state.id,
    before: group.target.id,
    ways: group.edges.map(({ id }) => id),
    name,
    description,
    keeps,
    answer: answerOf(subject),
    ask: textsOf("ask"),
    invalid: textsOf("invalid"),
  };
  if (chart.messages === undefined || !draft.isPromised) return [added];
  const { machine, messages } = chart;
  return [added, { kind: "promise", machine, was: messages, messages: messages + 1 }];
}

function answerOf(subject: QuestionSubject): Answer {
  const { kind, most, choices } = questionDraft(subject);
  switch (kind) {
    case "words":
      return { kind, most: Number(most) };
    case "choice":
      return {
        kind,
        choices: choices.map((part) => ({
          name: nameFrom(drafts.value[fieldOf("en", part)] ?? ""),
          titles: textsOf(part),
        })),
        list: textsOf("list"),
      };
    default:
      return { kind };
  }
}
