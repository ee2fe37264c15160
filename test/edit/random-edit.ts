import { readWordings } from "../../scripts/copy/wordings.ts";
import { choicesIn, localesIn, readCopyFile } from "../../scripts/dev/edit/copy-file.ts";
import {
  type MachineFile,
  propertiesOf,
  type StateNode,
  transitionsOf,
} from "../../scripts/dev/edit/machine-file.ts";
import { saidOnEntry } from "../../scripts/dev/edit/said.ts";
import { destinationOf } from "../../scripts/dev/edit/transitions.ts";
import { nameOf } from "../../src/check/ast.ts";
import { fieldsIn, shownFieldsIn } from "../../src/check/context-fields.ts";
import type { Edit } from "../../src/playground/edit-protocol.ts";
import { answers, inEach, question } from "./questions.ts";
import { shipped, shippedMachines } from "./shipped.ts";

/** Numbers that choose an edit among all that there are. */
export interface Choice {
  kind: Edit["kind"];
  at: number;
  where: number;
  to: number;
  text: string;
}

type Makers = { [Kind in Edit["kind"]]: (choice: Choice) => Extract<Edit, { kind: Kind }> };

const pick = <Item>(items: readonly Item[], by: number): Item => {
  const item = items[by % items.length];
  if (item === undefined) throw new Error("There is nothing to choose from.");
  return item;
};

interface Place {
  file: MachineFile;
  node: StateNode;
  id: string;
}

const states: Place[] = shippedMachines.flatMap((file) =>
  file.states.slice(1).map((node) => ({ file, node, id: `${file.machine.id}:${node.path}` })),
);
const ways = states.flatMap((place) =>
  transitionsOf(place.node).map(({ event, index, value }) => ({
    ...place,
    event,
    edge: `${place.id}#${event}#${index}`,
    to: destinationOf(place.file, place.node, value),
  })),
);
const fields = shippedMachines.flatMap(({ machine }) =>
  fieldsIn(machine).map(({ name }) => ({ machine: machine.id, field: name })),
);
/** Answers of a question that enter another state. */
const answered = ways.filter(
  ({ event, to, id, node }) =>
    (event === "text" || event.startsWith("choice.")) &&
    to !== undefined &&
    to !== id &&
    node.state.parent !== undefined &&
    node.state.states.length === 0,
);
const english = readCopyFile(shipped, "en");
const offered = propertiesOf(english.copy).flatMap((one) => {
  const key = nameOf(one) ?? "";
  return propertiesOf(choicesIn(english, key)).map((choice) => ({
    key,
    choice: nameOf(choice) ?? "",
  }));
});
const said = states.flatMap(({ file, node }) =>
  saidOnEntry(file, node).map((key) => ({ file, key })),
);
const handledChoices = ways.filter(
  ({ file, node, event }) =>
    /^choice\.\w+$/.test(event) && saidOnEntry(file, node).some((key) => key.includes(".")),
);
const forms = ["offer", "incoming", "outgoing", "ledger", "switching", "upgrade", "registration"];

const makers: Makers = {
  wording({ at, where, text }) {
    const locale = pick(localesIn(shipped), at);
    const name = `copy/${locale}.ts`;
    const { key, part, value } = pick(
      readWordings(locale, name, String(shipped[name])).cells,
      where,
    );
    // Braces and stars have a meaning of their own: the check reports them where they are wrong.
    return { kind: "wording", locale, key, part, was: value, text: text.replace(/[{}*'<>]/g, "x") };
  },
  description({ where, text }) {
    const { id, node } = pick(states, where);
    return { kind: "description", state: id, was: descriptionOf(node), text };
  },
  delay({ at, to }) {
    const limited = shippedMachines.filter(({ machine }) => machine.own.delays.has("replyTimeout"));
    const { machine } = pick(limited, at);
    return {
      kind: "delay",
      machine: machine.id,
      delay: "replyTimeout",
      was: 4,
      minutes: 1 + (to % 3),
    };
  },
  target({ where, to }) {
    const way = pick(ways, where);
    const targets = way.file.states.slice(1).filter(({ state }) => !state.isHistory);
    const target = `${way.file.machine.id}:${pick(targets, to).path}`;
    return { kind: "target", edge: way.edge, was: way.to, target };
  },
  rename: ({ where, to }) => ({
    kind: "rename",
    state: pick(states, where).id,
    name: `state${to}`,
  }),
  tags({ where, to }) {
    const { id, node } = pick(states, where);
    const tags = ["money", "text", "goal"].filter((_, bit) => (to >> bit) % 2 === 1);
    return { kind: "tags", state: id, was: node.state.tags, tags };
  },
  "add way"({ where, to }) {
    const { id, file } = pick(
      states.filter(({ node }) => !node.state.isFinal && !node.state.isHistory),
      where,
    );
    const targets = file.states.slice(1).filter(({ state }) => !state.isHistory);
    const target = `${file.machine.id}:${pick(targets, to).path}`;
    return { kind: "add way", state: id, event: `choice.random${to}`, target };
  },
  "add choice"({ where, to }) {
    const { key } = pick(offered, where);
    return { kind: "add choice", key, choice: `random${to}`, titles: inEach("Later on"), ways: [] };
  },
  "rename choice"({ where, to }) {
    const { key, choice } = pick(offered, where);
    return { kind: "rename choice", key, choice, name: `random${to}` };
  },
  "rename event"({ where, to }) {
    const { id, event } = pick(handledChoices, where);
    return { kind: "rename event", state: id, event, name: `random${to}` };
  },
  "rename field": ({ where, to }) => ({
    kind: "rename field",
    ...pick(fields, where),
    name: `random${to}`,
  }),
  "duplicate form": ({ at, to }) => ({
    kind: "duplicate form",
    machine: pick(forms, at),
    name: `random${to}`,
    titles: inEach("Something more"),
  }),
  "add question"({ where, to }) {
    const { id, edge, to: before = "" } = pick(answered, where);
    const answer = pick(Object.values(answers), to);
    return { ...question(`random${to}`, answer), after: id, before, ways: [edge] };
  },
  "remove question"({ where }) {
    const { id, to = "" } = pick(answered, where);
    return { kind: "remove question", state: id, next: to };
  },
  "swap questions"({ where }) {
    const asked = new Set(answered.map(({ id }) => id));
    const pairs = answered.filter(({ to, id }) => {
      const [one, other] = [id, to ?? ""].map((each) => each.replace(/[^.:]+$/, ""));
      return asked.has(to ?? "") && one === other;
    });
    const { id, to = "" } = pick(pairs, where);
    return { kind: "swap questions", first: id, second: to };
  },
  "give value"({ where, at }) {
    const shown = said.filter(({ file }) => shownFieldsIn(file.machine).length > 0);
    const { file, key } = pick(shown, where);
    const { name } = pick(shownFieldsIn(file.machine), at);
    return { kind: "give value", machine: file.machine.id, key, field: name };
  },
  promise: ({ to }) => ({ kind: "promise", machine: "offer", was: 4, messages: 1 + (to % 9) }),
  "remove choice"({ where }) {
    return { kind: "remove choice", ...pick(offered, where) };
  },
};

export const KINDS = Object.keys(makers) as Edit["kind"][];

export function editOf(choice: Choice): Edit {
  return makers[choice.kind](choice);
}

function descriptionOf({ config }: StateNode): string {
  for (const one of propertiesOf(config))
    if (nameOf(one) === "description" && one.value.type === "Literal")
      return String(one.value.value);
  return "";
}
