import type { RecordFields } from "../model/record.ts";

/** What an application's machines and the conversation know of each other. */
export interface MachineContract {
  recordFields: RecordFields;
  commands: CommandTypes;
  leaving: Leaving;
  actions: ActionTypes;
  tags: StateTags;
}

declare const kind: unique symbol;

/**
 * A name that only an application knows. It compiles to compare it with a name of the contract, and not with a text:
 * the conversation has no word of its own for what an application calls something.
 */
export interface ApplicationName<Kind extends string> {
  readonly [kind]: Kind;
}

export type CommandName = ApplicationName<"command">;
export type ActionName = ApplicationName<"action">;
export type TagName = ApplicationName<"tag">;

/** A contract as the conversation uses it. */
export interface NamedContract {
  recordFields: RecordFields;
  commands: {
    [Command in keyof CommandTypes]: CommandName | Extract<CommandTypes[Command], undefined>;
  };
  leaving: { by: readonly CommandName[]; event: CommandName };
  actions: { [Action in keyof ActionTypes]: ActionName };
  tags: { [Tag in keyof StateTags]: TagName };
}

/** The same contract: its names are comparable from here on, and no longer readable. */
export function nameContract(contract: MachineContract): NamedContract {
  return contract as unknown as NamedContract;
}

/** The types of the commands that the conversation itself acts on. A machine receives each as an event of that type. */
export interface CommandTypes {
  /** Leads to the start. It is also what the root machine receives when a session opens. */
  greeting: string;
  /** Leaves the open form. */
  cancel: string;
  /** Notifications stop, and start again. */
  optOut: string;
  optIn: string;
  /** Asks for another language. A session that opens with it begins there, without a greeting. Absent: there is one. */
  language?: string | undefined;
  /** Answers that count at a confirmation, or where a machine handles them; elsewhere they are plain text. */
  yes: string;
  no: string;
}

/** How a member leaves an open form other than by `cancel`. */
export interface Leaving {
  /** The types of the events by which a member leaves: a machine around the form handles them. */
  by: readonly string[];
  /** The type of the event that each machine within that one receives first, if it handles it. */
  event: string;
}

/** The types of the actions that the conversation carries out; those of any other type have no effect. */
export interface ActionTypes {
  /** Says a reply: its params are the copy key and its values. */
  reply: string;
  /** Asks the open question again. */
  askAgain: string;
  /** Changes the session's language to `params.locale`. */
  setLocale: string;
  /** Records the consent to notifications in `params.notices`: "on" or "off". */
  setConsent: string;
}

/** The tags of states in which a typed text is read with more care. */
export interface StateTags {
  /** What is chosen here cannot be undone: only a tap or a title chooses, never a number or a bare "yes". */
  confirmation: string;
  /** Asks for a name or a handle: a text is one, unless it is a word that is a name nowhere. */
  field: string;
}
