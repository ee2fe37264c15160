import { expect } from "vitest";
import type { AnyStateMachine } from "xstate";
import type { Cell } from "../../scripts/copy/wordings.ts";
import { goesBack } from "../../scripts/dev/edit/transitions.ts";
import type { Edit } from "../../src/playground/edit-protocol.ts";
import { type Portrait, portraitOf, renamed, spell } from "./portrait.ts";

/** Machines and wordings as they are served. */
export interface Served {
  machines: { [id: string]: Look };
  /** By language. */
  wordings: { [locale: string]: Wording[] };
}

/** A machine as XState has loaded it. */
interface Look {
  portrait: Portrait;
  /** The first context, in words of its source. */
  context: string;
  promised: unknown;
  delays: { [name: string]: unknown };
  /** Guards and actions, in words of their source. */
  code: string;
}

type Wording = Pick<Cell, "key" | "part" | "value">;

export function lookOf(machine: AnyStateMachine): Look {
  const { config, implementations } = machine;
  return {
    portrait: portraitOf(machine),
    context: spell(config.context),
    promised: (config.meta as { messages?: number } | undefined)?.messages,
    delays: { ...implementations.delays },
    code: spell([implementations.guards, implementations.actions]),
  };
}

/** Asserts that what is served after an edit is what the edit meant, and nothing else. */
export function expectMeant(edit: Edit, before: Served, after: Served): void {
  const model = models[edit.kind] as (edit: Edit, before: Served, after: Served) => void;
  model(edit, structuredClone(before), structuredClone(after));
}

type Models = {
  [Kind in Edit["kind"]]: (
    edit: Extract<Edit, { kind: Kind }>,
    before: Served,
    after: Served,
  ) => void;
};

const same = (after: Served, expected: Served) => expect(sorted(after)).toEqual(sorted(expected));

const machineIn = (state: string) => state.replace(/:.*$/, "");
const sourceOf = (edge: string) => edge.replace(/#.*$/, "");
const eventOf = (edge: string) => edge.split("#")[1] ?? "";

function lookIn({ machines }: Served, id: string): Look {
  const look = machines[id];
  if (!look) throw new Error(`“${id}” is not served`);
  return look;
}

function stateIn(served: Served, state: string): Portrait[string] {
  const drawn = lookIn(served, machineIn(state)).portrait[state];
  if (!drawn) throw new Error(`“${state}” is not served`);
  return drawn;
}

const models: Models = {
  wording({ locale, key, part, text }, before, after) {
    for (const one of before.wordings[locale] ?? [])
      if (one.key === key && one.part === part) one.value = text;
    same(after, before);
  },
  description({ state, text }, before, after) {
    stateIn(before, state).description = text;
    same(after, before);
  },
  tags({ state, tags }, before, after) {
    stateIn(before, state).tags = tags;
    same(after, before);
  },
  delay({ machine, delay, minutes }, before, after) {
    lookIn(before, machine).delays[delay] = minutes * 60_000;
    same(after, before);
  },
  promise({ machine, messages }, before, after) {
    lookIn(before, machine).promised = messages;
    same(after, before);
  },
  target({ edge, target }, before, after) {
    const way = stateIn(before, sourceOf(edge)).ways[edge];
    if (way) way.targets = [target];
    same(after, before);
  },
  "add way"({ state, event, target }, before, after) {
    const rest = spell([undefined, []]);
    stateIn(before, state).ways[`${state}#${event}#0`] = { targets: [target], rest };
    same(after, before);
  },
  rename({ state, name }, before, after) {
    const look = lookIn(before, machineIn(state));
    look.portrait = renamed(look.portrait, state, name);
    same(after, before);
  },
  "rename field"({ machine, field, name }, before, after) {
    expect(lookIn(after, machine).context).toContain(name);
    // A property in short form keeps its value: `{ sum: amount }`.
    const plain = (served: Served) =>
      JSON.parse(JSON.stringify(served).replaceAll(/(\w+): \1\b/g, "$1"));
    same(plain(withWord(after, name, field)), plain(before));
  },
  "rename event"({ state, event, name }, before, after) {
    const ways = Object.keys(stateIn(after, state).ways).map(eventOf);
    expect(ways).toContain(`choice.${name}`);
    expect(ways).not.toContain(event);
    same(withWord(after, name, event.replace(/^choice\./, "")), before);
  },
  "rename choice"({ key, choice, name }, before, after) {
    const [event = "", ...value] = choice.split("=");
    expectOffered(after, { key, choice: [name, ...value].join("=") }, true);
    expectOffered(after, { key, choice }, false);
    same(withWord(after, name, event), before);
  },
  "add choice"({ key, choice, titles }, before, after) {
    for (const [locale, wordings] of Object.entries(before.wordings)) {
      const isList = wordings.some((one) => one.key === key && one.part === "list");
      const part = `${isList ? "title" : "button"} ${choice}`;
      wordings.push({ key, part, value: titles[locale] ?? "" });
    }
    same(after, before);
  },
  "remove choice"({ key, choice }, before, after) {
    for (const locale of Object.keys(before.wordings))
      before.wordings[locale] = wordingsIn(before, locale).filter(
        (one) => one.key !== key || choiceOf(one) !== choice,
      );
    const event = eventFor(choice);
    for (const { id, edge, state: from } of waysIn(before))
      if (eventOf(edge) === event && !hasWay(after, edge)) {
        expect(stateIn(before, from).parts).toContain(`"${key}"`);
        delete lookIn(before, id).portrait[from]?.ways[edge];
      }
    same(after, before);
  },
  "give value"(_, before, after) {
    same(withoutCode(after), withoutCode(before));
  },
  "duplicate form"({ machine, name }, before, after) {
    const { [name]: made, ...others } = after.machines;
    const own = (served: Served, prefix: string) =>
      ofEach(served, (all) => all.filter(({ key }) => key.startsWith(`${prefix}.`)));
    const copied = withWord({ machines: {}, wordings: own(after, name) }, name, machine);
    const isCopy = JSON.stringify(sorted(copied).wordings.en);
    expect(isCopy).toBe(
      JSON.stringify(sorted({ machines: {}, wordings: own(before, machine) }).wordings.en),
    );
    // Every machine's code names every wording, so that of the copy names more.
    const copy = { ...withWord(made, name, machine), code: "" };
    expect(copy).toEqual({ ...lookIn(before, machine), code: "" });
    const rest = ofEach(after, (all) =>
      all.filter((one) => !one.key.startsWith(`${name}.`) && choiceOf(one) !== name),
    );
    for (const [state, { ways }] of Object.entries(lookIn(after, "root").portrait)) {
      if (state.includes(name)) delete lookIn(after, "root").portrait[state];
      for (const edge of Object.keys(ways)) if (eventOf(edge).includes(name)) delete ways[edge];
    }
    same(withoutCode({ machines: others, wordings: rest }), withoutCode(before));
  },
  "add question"({ after: asked, before: next, ways, name, answer }, before, after) {
    const added = asked.replace(/[^.:]+$/, name);
    const { portrait } = lookIn(after, machineIn(asked));
    const good = answer.kind === "choice" ? `choice.${name}` : "text";
    const question = stateIn(after, added);
    const answered = Object.keys(question.ways).filter(
      (edge) => !edge.startsWith(`${added}#back#`),
    );
    expect(targetsOf(question, answered)).toContain(next);
    expect(question.ways[`${added}#back#0`]?.targets).toEqual([asked]);
    expect(answered.map(eventOf)).toContain(good);
    delete portrait[added];
    for (const edge of ways) {
      const way = stateIn(after, sourceOf(edge)).ways[edge];
      expect(way?.targets).toEqual([added]);
      if (way) way.targets = [next];
    }
    // Whoever goes back from what follows reaches the new question.
    for (const { ways: others } of Object.values(portrait))
      for (const [edge, way] of Object.entries(others))
        if (way.targets[0] === added && goesBack(eventOf(edge))) way.targets = [asked];
    const middle = `.${name}.`;
    const rest = ofEach(after, (all) => all.filter(({ key }) => !key.includes(middle)));
    same(withoutCode({ ...after, wordings: rest }), withoutCode(before));
  },
  "remove question"({ state, next }, before, after) {
    const gone = stateIn(before, state);
    const back = gone.ways[`${state}#back#0`]?.targets[0] ?? next;
    const { portrait } = lookIn(before, machineIn(state));
    delete portrait[state];
    for (const { initial } of Object.values(portrait)) if (initial[0] === state) initial[0] = next;
    for (const { edge, state: from, way } of waysIn(before))
      if (way.targets[0] === state)
        way.targets = [goesBack(eventOf(edge)) && back !== from ? back : next];
    const kept = new Set(Object.values(after.wordings).flatMap((all) => all.map(({ key }) => key)));
    const wordings = ofEach(before, (all) => all.filter(({ key }) => kept.has(key)));
    same(withoutCode(after), withoutCode({ ...before, wordings }));
  },
  "swap questions"({ first, second }, before, after) {
    const next = nextOf(stateIn(before, second), [first, second]);
    expect(nextOf(stateIn(after, second), [second])).toBe(first);
    expect(nextOf(stateIn(after, first), [first, second])).toBe(next);
    const pair = [first, second, next];
    // Everything else stays: parts, and ways that have nothing to do with the two.
    for (const served of [before, after]) {
      const { portrait } = lookIn(served, machineIn(first));
      for (const { initial } of Object.values(portrait))
        if (pair.includes(initial[0])) initial.length = 0;
      for (const { state: from, way } of waysIn(served))
        if (pair.includes(way.targets[0]) || pair.includes(from)) way.targets.length = 0;
    }
    same(after, before);
  },
};

/** Where the answers of a question lead that do not stay with these. */
function nextOf({ ways }: Portrait[string], stay: string[]): string | undefined {
  const onward = Object.entries(ways).filter(([edge]) => /#(?:text|yes|choice\.[^#]*)#/.test(edge));
  return onward.map(([, { targets }]) => targets[0]).find((to) => to && !stay.includes(to));
}

const targetsOf = ({ ways }: Portrait[string], edges: string[]) =>
  edges.flatMap((edge) => ways[edge]?.targets ?? []);

const hasWay = (served: Served, edge: string) =>
  stateIn(served, sourceOf(edge)).ways[edge] !== undefined;

/** Every transition; a change of its targets changes what is served. */
function waysIn({ machines }: Served) {
  return Object.entries(machines).flatMap(([id, { portrait }]) =>
    Object.entries(portrait).flatMap(([state, { ways }]) =>
      Object.entries(ways).map(([edge, way]) => ({ id, edge, state, way })),
    ),
  );
}

const wordingsIn = ({ wordings }: Served, locale: string) => wordings[locale] ?? [];

const choiceOf = ({ part }: Wording) => /^(?:button|title|description) (.*)$/.exec(part)?.[1];

const eventFor = (choice: string) => `choice.${choice.split("=")[0]}`;

function expectOffered(
  served: Served,
  { key, choice }: { key: string; choice: string },
  is: boolean,
) {
  for (const all of Object.values(served.wordings))
    expect(all.some((one) => one.key === key && choiceOf(one) === choice)).toBe(is);
}

function ofEach({ wordings }: Served, change: (all: Wording[]) => Wording[]): Served["wordings"] {
  return Object.fromEntries(Object.entries(wordings).map(([code, all]) => [code, change(all)]));
}

/** With another word in place of one that was nowhere before. */
function withWord<Value>(value: Value, from: string, to: string): Value {
  return JSON.parse(JSON.stringify(value).replaceAll(new RegExp(`${from}(?!\\w)`, "g"), to));
}

/** Names that an edit adds beside the drawing are compared by their types. */
function withoutCode({ machines, wordings }: Served): Served {
  const looks = Object.entries(machines).map(([id, look]) => [
    id,
    { ...look, code: "", context: "" },
  ]);
  return { machines: Object.fromEntries(looks), wordings };
}

function sorted({ machines, wordings }: Served) {
  const keyOf = ({ key, part }: Wording) => `${key} ${part}`;
  return {
    machines,
    wordings: ofEach({ machines, wordings }, (all) =>
      [...all].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
    ),
  };
}
