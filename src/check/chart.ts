import { around, type Machine, type State, type Transition, transitionsOf } from "./machine.ts";

/**
 * A machine as a Mermaid chart. Mermaid draws arrows only between states of one box. An arrow that crosses a
 * box's border is drawn between the two boxes instead, and its label says what it means.
 */
export function chartOf(machine: Machine): string {
  const arrows = transitionsOf(machine).flatMap(arrowOf);
  return ["stateDiagram-v2", ...boxOf(machine.root, arrows, "  ")].join("\n");
}

interface Arrow {
  /** The state in whose box it is drawn. */
  box: State;
  text: string;
}

function boxOf(box: State, arrows: Arrow[], indent: string): string[] {
  const first = box.states.find(({ key }) => key === box.initial?.name);
  const own = new Set(arrows.filter((arrow) => arrow.box === box).map(({ text }) => text));
  const fromAnywhere = [...own].some((text) => text.startsWith(`${anywhereIn(box)} `));
  return [
    ...box.states.flatMap((state) => stateLines(state, arrows, indent)),
    ...(fromAnywhere ? [`${indent}state "anywhere here" as ${anywhereIn(box)}`] : []),
    ...(first ? [`${indent}[*] --> ${idOf(first)}`] : []),
    ...[...own].map((text) => `${indent}${text}`),
  ];
}

function stateLines(state: State, arrows: Arrow[], indent: string): string[] {
  const title = `${indent}state "${plain(state.key)}" as ${idOf(state)}`;
  if (state.states.length > 0)
    return [`${title} {`, ...boxOf(state, arrows, `${indent}  `), `${indent}}`];
  return [
    title,
    ...(state.isFinal ? [`${indent}${idOf(state)} --> [*]`] : []),
    ...(state.description
      ? [
          `${indent}note right of ${idOf(state)}`,
          `${indent}  ${plain(state.description)}`,
          `${indent}end note`,
        ]
      : []),
  ];
}

/** Transitions that stay in their state are not drawn: the message table lists what they reply. */
function arrowOf(transition: Transition): Arrow[] {
  const { source, to, guard } = transition;
  if (!to) return [];
  const label = [nameOf(transition), guard && `if ${guard.name}`].filter(Boolean).join(" ");
  if (around(to).slice(1).includes(source)) {
    const into = outermost(to, source);
    const more = into === to ? "" : ` (to ${to.path})`;
    const text = `${anywhereIn(source)} --> ${idOf(into)} : ${plain(label + more)}`;
    return [{ box: source, text }];
  }
  const box = sharedBox(source, to);
  const [from, into] = [outermost(source, box), outermost(to, box)];
  const more = [
    ...(from === source ? [] : [`in ${source.path}`]),
    ...(into === to ? [] : [`to ${to.path}`]),
  ];
  const text = more.length > 0 ? `${label} (${more.join(", ")})` : label;
  return [{ box, text: `${idOf(from)} --> ${idOf(into)} : ${plain(text)}` }];
}

/** Stands for any state of a box, where the border itself cannot have an arrow. */
function anywhereIn(box: State): string {
  return `${idOf(box)}__any`;
}

/** The innermost box around both. */
function sharedBox(source: State, to: State): State {
  const boxes = around(to).slice(1);
  const shared = around(source)
    .slice(1)
    .find((state) => boxes.includes(state));
  return shared ?? source;
}

/** The direct child of `box` that is or contains `state`. */
function outermost(state: State, box: State): State {
  return around(state).find(({ parent }) => parent === box) ?? state;
}

/** Descriptions of composite states: Mermaid puts notes only beside simple states. */
export function boxesOf({ states }: Machine): string {
  return states
    .filter((state) => state.parent && state.states.length > 0 && state.description)
    .map(({ path, description }) => `- **${path}**: ${description}`)
    .join("\n");
}

function nameOf({ trigger }: Transition): string {
  switch (trigger.kind) {
    case "event":
      return trigger.event;
    case "after":
      return `after ${trigger.delay.name}`;
    case "always":
      return "at once";
    case "ended":
      return "at its end";
    case "done":
      return `${trigger.invoke.src.name} is done`;
    case "error":
      return `${trigger.invoke.src.name} is not done`;
  }
}

/** Letters, digits and underscores, with a prefix so that it cannot be a keyword of Mermaid's. */
function idOf({ path }: State): string {
  return `s_${path.replaceAll(/\W/g, "_")}`;
}

/** Without the characters that have a meaning in Mermaid. */
function plain(text: string): string {
  return text
    .replaceAll('"', "”")
    .replaceAll(":", " –")
    .replaceAll(";", ",")
    .replaceAll("#", "")
    .replaceAll(/[{}<>\s]+/g, " ")
    .trim();
}
