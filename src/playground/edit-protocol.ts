/**
 * Edits of machines and copy by clicks, in development only. `was` is what the page showed: an edit whose place
 * in the file contains something else by now is refused.
 *
 *   POST /world/edits/preview { edits: Edit[] } → Preview
 *   POST /world/edits         { edits: Edit[] } → Preview; saved and served if it has no problems
 *   POST /world/edits/undo    {}                → Preview
 *   POST /world/edits/redo    {}                → Preview
 *
 * An edit that cannot be made has status 409 and { error }.
 */
export type Edit =
  | WordingEdit
  | DescriptionEdit
  | DelayEdit
  | TargetEdit
  | RenameEdit
  | TagsEdit
  | AddWayEdit
  | AddChoiceEdit
  | RenameChoiceEdit
  | RenameFieldEdit
  | RenameEventEdit
  | DuplicateFormEdit
  | AddQuestionEdit
  | RemoveQuestionEdit
  | SwapQuestionsEdit
  | GiveValueEdit
  | PromiseEdit
  | ChoiceEdit;

/** A text for each language, by its code. */
export interface Texts {
  [locale: string]: string;
}

export interface WordingEdit {
  kind: "wording";
  locale: string;
  /** The copy key. */
  key: string;
  /** "text", "list", "button confirm", "title offer" or "description offer". */
  part: string;
  was: string;
  text: string;
}

export interface DescriptionEdit {
  kind: "description";
  /** The id of a state: "offer:filling.amount". */
  state: string;
  was: string;
  text: string;
}

export interface DelayEdit {
  kind: "delay";
  machine: string;
  /** Its name in `delays`: "replyTimeout". */
  delay: string;
  /** Minutes. */
  was: number;
  minutes: number;
}

export interface TargetEdit {
  kind: "target";
  /** The id of an edge: "offer:filling.confirm#back#1". */
  edge: string;
  /** The ids of states. Absent: the transition stayed in its state. */
  was?: string | undefined;
  target: string;
}

export interface RenameEdit {
  kind: "rename";
  state: string;
  name: string;
}

export interface TagsEdit {
  kind: "tags";
  state: string;
  was: string[];
  tags: string[];
}

/** Adds a transition, tried before the one without a guard. */
export interface AddWayEdit {
  kind: "add way";
  state: string;
  /** "text", "back", "choice.confirm", … */
  event: string;
  /** The name of one of the machine's guards. Absent: the event had no transition yet. */
  guard?: string | undefined;
  target: string;
}

/** Adds a button or row to a wording in every language, and a transition for it to each state that sends it. */
export interface AddChoiceEdit {
  kind: "add choice";
  key: string;
  choice: string;
  titles: Texts;
  ways: { state: string; target: string }[];
}

/** Renames a button or row, in each wording that the same transitions answer. The titles stay. */
export interface RenameChoiceEdit {
  kind: "rename choice";
  key: string;
  choice: string;
  name: string;
}

/** Renames a field of a machine's context. */
export interface RenameFieldEdit {
  kind: "rename field";
  machine: string;
  field: string;
  name: string;
}

/** Renames an event that a state handles, with whatever sends it: buttons and rows in every language. */
export interface RenameEventEdit {
  kind: "rename event";
  state: string;
  /** "choice.confirm" */
  event: string;
  /** Without "choice.". */
  name: string;
}

/** Duplicates a form: its file, its wordings, and its entry at home. */
export interface DuplicateFormEdit {
  kind: "duplicate form";
  machine: string;
  /** Of the machine, of the choice at home, and what its copy keys begin with. */
  name: string;
  /** Of the row at home. */
  titles: Texts;
}

/** Adds a question between another one and what follows it. */
export interface AddQuestionEdit {
  kind: "add question";
  /** The state of the question before it. */
  after: string;
  /** The state that these edges have entered. */
  before: string;
  /** The ids of the edges that enter the new question from now on. */
  ways: string[];
  /** Of the state, of the field that keeps the answer, and the middle of the copy keys. */
  name: string;
  description: string;
  /** What is kept, in a few words. */
  keeps: string;
  answer: Answer;
  ask: Texts;
  /** What is said to any other answer. A question with choices only repeats itself. */
  invalid: Texts;
}

/** What is a good answer. */
export type Answer =
  /** Words, so many characters at most. */
  | { kind: "words"; most: number }
  | { kind: "amount" }
  | { kind: "date" }
  /** Up to three are buttons; more are the rows of a list, which `list` opens. */
  | { kind: "choice"; choices: { name: string; titles: Texts }[]; list: Texts };

/** Removes a question, and whatever only it has used. */
export interface RemoveQuestionEdit {
  kind: "remove question";
  state: string;
  /** The state that its good answer enters: what entered the question enters this. */
  next: string;
}

/** Asks two neighbouring questions the other way round. */
export interface SwapQuestionsEdit {
  kind: "swap questions";
  first: string;
  second: string;
}

/** Gives a wording the value of a field, for its placeholder of the same name. */
export interface GiveValueEdit {
  kind: "give value";
  machine: string;
  key: string;
  field: string;
}

/** Changes how many messages of the member a form needs at most, as its `meta` promises. */
export interface PromiseEdit {
  kind: "promise";
  machine: string;
  was: number;
  messages: number;
}

/** Removes a button or row from a wording in every language, with the transitions that only it can start. */
export interface ChoiceEdit {
  kind: "remove choice";
  key: string;
  choice: string;
}

export interface Preview {
  /** What the edit does, in sentences. */
  words: string[];
  /** The problems that it would add. Nothing is saved while there are any. */
  problems: { file: string; line: number; sentence: string }[];
}
