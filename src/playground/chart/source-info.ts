import { fieldsIn, shownFieldsIn } from "../../check/context-fields.ts";
import type { FlowModel } from "../../check/flow-model.ts";
import {
  keysOf,
  type Machine,
  type State,
  type Transition,
  type Trigger,
} from "../../check/machine.ts";
import { placesOfOffer, wordingOf } from "../../check/prompts.ts";
import { titlesOf } from "../../check/wording.ts";
import type { Place } from "../protocol.ts";
import { previewIcu } from "./icu-preview.ts";

/** What is known of a machine beyond what XState has loaded: where its parts are written, and their replies. */
export interface SourceInfo {
  file: string;
  /** Fields of the context that a wording can show. */
  fields: string[];
  /** All fields of the context that its file declares. */
  kept: string[];
  /** By the path of a state, "" for the machine itself. */
  ofState(path: string): SourceNote;
  /** By its event and index, as in the id of an edge. */
  ofEdge(path: string, event: string, index: number): SourceNote;
  /** A wording in English, without its values. */
  textOf(key: string): { text: string; isQuestion: boolean } | undefined;
  /** The title that a member taps for this event, in English. */
  titlesOf(path: string, event: string): string[];
  /** The word that a member writes for it, if it is such an event: "menu". */
  wordOf(event: string): string | undefined;
  isMoney(operation: string): boolean;
  /** Its events are those of kit.ts. */
  isOurs: boolean;
}

export interface SourceNote {
  place?: Place;
  /** Copy keys. */
  says: string[];
}

/** Words by locale and command: copy/words.ts. */
export type Words = { [locale: string]: { [command: string]: readonly string[] } };

const NOTHING: SourceNote = { says: [] };

/** For a machine of which nothing else is known. */
export function emptySourceInfo(file: string): SourceInfo {
  return {
    file,
    fields: [],
    kept: [],
    ofState: () => NOTHING,
    ofEdge: () => NOTHING,
    textOf: () => undefined,
    titlesOf: () => [],
    wordOf: () => undefined,
    isMoney: () => false,
    isOurs: false,
  };
}

/** For a machine whose folder was loaded. */
export function sourceInfoOf(model: FlowModel, machine: Machine, words: Words): SourceInfo {
  const states = new Map(machine.states.map((state) => [pathOf(state), state]));
  const edges = new Map(machine.states.flatMap(edgesOf));
  return {
    file: machine.source.file,
    fields: shownFieldsIn(machine).map(({ name }) => name),
    kept: fieldsIn(machine).map(({ name }) => name),
    ofState(path) {
      const state = states.get(path);
      return state ? { place: state.place, says: namesOf(state.entry) } : NOTHING;
    },
    ofEdge(path, event, index) {
      const edge = edges.get(`${path}#${event}#${index}`);
      return edge ? { place: edge.place, says: namesOf(edge.actions) } : NOTHING;
    },
    textOf(key) {
      const entry = model.locales.find(({ code }) => code === "en")?.copy[key];
      if (entry === undefined) return undefined;
      const isQuestion = typeof entry !== "string";
      return { text: previewIcu(isQuestion ? entry.text : entry), isQuestion };
    },
    titlesOf(path, event) {
      const source = states.get(path);
      if (!source) return [];
      const titles = placesOfOffer(model, machine, { source, event }).flatMap(({ name, key }) => {
        const entry = wordingOf(model, key);
        return Object.entries(entry === undefined ? {} : titlesOf(entry)).flatMap(([id, title]) =>
          id === name || id.startsWith(`${name}=`) ? [previewIcu(title)] : [],
        );
      });
      return [...new Set(titles)];
    },
    wordOf(event) {
      const written = new Map(Object.entries(words)).get("en")?.[event];
      return written?.find((word) => word === "menu") ?? written?.[0];
    },
    isMoney: (operation) => model.moneyOperations.has(operation),
    isOurs: true,
  };
}

function pathOf(state: State): string {
  return state.parent ? state.path : "";
}

function edgesOf(state: State): [string, Transition][] {
  const counts = new Map<string, number>();
  return state.transitions.map((transition) => {
    const event = eventOf(transition.trigger);
    const index = counts.get(event) ?? 0;
    counts.set(event, index + 1);
    return [`${pathOf(state)}#${event}#${index}`, transition];
  });
}

function eventOf(trigger: Trigger): string {
  switch (trigger.kind) {
    case "event":
      return trigger.event;
    case "after":
      return `after.${trigger.delay.name}`;
    case "always":
      return "always";
    case "ended":
      return "done";
    case "done":
    case "error":
      return `${trigger.kind}.${trigger.invoke.src.name}`;
  }
}

function namesOf(actions: Parameters<typeof keysOf>[0]): string[] {
  return [...new Set(keysOf(actions).map(({ name }) => name))];
}
