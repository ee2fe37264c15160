import type { AnyStateMachine, ContextFrom, StateValueFrom } from "xstate";
import type { root } from "../root.ts";

/**
 * What a release calls otherwise than the one before, by old and new name. With it, a member whose release ends at once
 * continues where they are. Every machine goes by the name that it has now, and no old name may be in use for anything
 * else.
 */
export interface Migration {
  /** Machines, as they are called in `actors`. */
  forms?: Names<MachineName>;
  /** States, by machine: "filling.recipient". */
  states?: { [Name in MachineName]?: Names<StateOf<StateValueFrom<Machines[Name]>>> };
  /** Fields of contexts, by machine. */
  fields?: { [Name in MachineName]?: Names<keyof ContextFrom<Machines[Name]> & string> };
  /** Choices, by machine: what is behind `choice.`. */
  choices?: { [Name in MachineName]?: { [old: string]: string } };
}

/** New names by old ones. What exists is no old name. */
type Names<Existing extends string> = { [old: string]: Existing } & { [Old in Existing]?: never };

type MachineName = keyof Machines;
type Machines = { root: typeof root } & { [Each in Form as Each["name"]]: Each["machine"] };
/** The forms of root, and theirs. */
type Form = FormOf<typeof root> | FormOf<FormOf<typeof root>["machine"]>;
type FormOf<Machine> = Machine extends AnyStateMachine ? EntryOf<ActorsOf<Machine>> : never;
type EntryOf<Actors> = {
  [Name in keyof Actors]: Actors[Name] extends AnyStateMachine
    ? { name: Name; machine: Actors[Name] }
    : never;
}[keyof Actors];
type ActorsOf<Machine extends AnyStateMachine> = Required<
  NonNullable<Parameters<Machine["provide"]>[0]["actors"]>
>;

type StateOf<Value> = Value extends string
  ? Value
  : { [Key in keyof Value & string]: Key | `${Key}.${StateOf<Value[Key]>}` }[keyof Value & string];
