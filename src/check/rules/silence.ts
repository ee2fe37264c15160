import type { FlowModel } from "../flow-model.ts";
import { formsOf } from "../flow-model.ts";
import { leavesAfter, leavesOf, reachable, spread, waits } from "../graph.ts";
import {
  answersTo,
  around,
  type Machine,
  type State,
  type Transition,
  transitionsFrom,
} from "../machine.ts";
import type { Problem } from "../problem.ts";
import { asksOnEntering, offeredAt } from "../prompts.ts";
import { silenceAt } from "./conversation.ts";

/** Whatever a member does at a question is followed by a reply. */
export function findSilentAnswers(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    questionsOf(machine).flatMap((leaf) =>
      transitionsFrom(leaf)
        .filter((way) => isHeardLater(way) && !answers(machine, leaf, way))
        .map((way) => ({
          ...way.place,
          ...(way.to &&
            (way.to !== leaf || way.reenter) && { cause: silenceAt(machine, way.to.path) }),
          sentence: `At “${leaf.path}” a member ${whenOf(way)}, and gets no reply: ${whyOf(leaf, way)}. Target a state that says something, or add a reply to its \`actions\`.`,
        })),
    ),
  );
}

/** A question that is not entered anew is not asked again. */
export function findUnrepeatedQuestions(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    questionsOf(machine).flatMap((leaf) =>
      leaf.transitions
        .filter((way) => way.to === leaf && !way.reenter && asksOnEntering(model, leaf))
        .filter((way) => says(machine, way))
        .map(({ place }) => ({
          ...place,
          sentence: `“${leaf.path}” targets itself without entering anew, so its question is not asked again. Add \`reenter: true\`.`,
        })),
    ),
  );
}

/** The help promises that "back" goes one step back. */
export function findFormsWithoutBack(model: FlowModel): Problem[] {
  return formsOf(model).flatMap((form) =>
    questionsOf(form)
      .filter((leaf) => asksOnEntering(model, leaf) && answersTo(leaf, "back").length === 0)
      .map(({ path, place }) => ({
        ...place,
        sentence: `A member who writes “back” at “${path}” is not understood, though the help promises one step back. Add \`back\` with a target to its \`on\`.`,
      })),
  );
}

/** A button "back" and the word "back" do the same. */
export function findBackButtons(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    questionsOf(machine).flatMap((leaf) => {
      if (!offeredAt(model, machine, leaf).some(({ name }) => name === "back")) return [];
      const [button, word] = ["choice.back", "back"].map((event) => answersTo(leaf, event));
      if (!button?.[0] || !word?.[0] || isSameWay(button, word)) return [];
      return [
        {
          ...word[0].place,
          sentence: `At “${leaf.path}” the word “back” and the button “back” do different things. Give both the same targets.`,
        },
      ];
    }),
  );
}

/** A photo at a question is followed by the question, once more. */
export function findForgottenQuestions(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    questionsOf(machine)
      .filter((leaf) => asksOnEntering(model, leaf))
      .filter((leaf) => {
        const [answer] = answersTo(leaf, "media");
        return !answer?.to || !leavesAfter(answer, leaf).includes(leaf);
      })
      .map(({ path, place }) => ({
        ...place,
        sentence: `A member who sends a photo at “${path}” does not get the question again. Add \`media: { target: "${machineKey(path)}", reenter: true, actions: "media" }\` to its \`on\`, or \`.again\` to the state around it.`,
      })),
  );
}

/** Whether two events have the same targets under the same guards. */
export function isSameWay(one: Transition[], other: Transition[]): boolean {
  const outline = (ways: Transition[]) =>
    JSON.stringify(openOf(ways).map(({ to, guard }) => [to?.path, guard?.name]));
  return outline(one) === outline(other);
}

/** Those of the innermost state: the ones behind are never tried. */
function openOf(ways: Transition[]): Transition[] {
  return ways.filter(({ source }) => source === ways[0]?.source);
}

function machineKey(path: string): string {
  return path.split(".").at(-1) ?? path;
}

function questionsOf(machine: Machine): State[] {
  return [...reachable(machine)].filter(waits);
}

/** Those that a member, or time, sets off. */
function isHeardLater({ trigger }: Transition): boolean {
  return trigger.kind === "event" || trigger.kind === "after";
}

function answers(machine: Machine, leaf: State, way: Transition): boolean {
  return says(machine, way) || entersSpeaking(machine, leaf, way);
}

/** Whether a transition itself sends a reply, or passes the event on to the machine that does. */
function says({ loaded }: Machine, { actions }: Transition): boolean {
  return actions.some(({ keys, name }) => {
    const { type } = (loaded?.implementations.actions[name] ?? {}) as { type?: string };
    return keys.length > 0 || type === "xstate.sendTo" || REPEATING.has(name);
  });
}

/** Actions of kit.ts after which the engine asks the open question again. */
const REPEATING = new Set(["askAgain"]);

function entersSpeaking(machine: Machine, leaf: State, way: Transition): boolean {
  const { to } = way;
  if (!to) return false;
  const next = leavesAfter(way, leaf);
  const entered = (state: State) =>
    around(state).filter((one) => !around(leaf).includes(one) || isEnteredAnew(one, leaf, way));
  const passed = spread(next, (state) =>
    state === leaf && next.includes(leaf) && entered(leaf).length === 0
      ? []
      : transitionsFrom(state).flatMap(({ trigger, to: on }) =>
          trigger.kind === "always" && on ? leavesOf(on) : [],
        ),
  );
  return [...passed].some(
    (state) =>
      entered(state).some(
        ({ entry, invokes, isFinal }) =>
          invokes.length > 0 ||
          (isFinal && machine.name !== "root") ||
          entry.some(({ keys }) => keys.length > 0),
      ) ||
      transitionsFrom(state).some(
        (each) => each.trigger.kind === "always" && says(machine, each) && state !== leaf,
      ),
  );
}

/** Whether a state around the leaf is left and entered again: XState leaves whatever is within the target's source. */
function isEnteredAnew(state: State, leaf: State, { source, to, reenter }: Transition): boolean {
  if (!to) return false;
  const inSource = around(to).includes(source);
  if (inSource)
    return reenter
      ? around(state).includes(source)
      : state !== source && around(state).includes(source);
  const shared = around(source).find(
    (one) => one !== source && around(to).includes(one) && one !== to,
  );
  return shared ? state !== shared && around(state).includes(shared) : around(leaf).includes(state);
}

function whenOf({ trigger }: Transition): string {
  if (trigger.kind === "after") return "waits for longer than its limit";
  if (trigger.kind !== "event") return "continues";
  if (trigger.event.startsWith("choice.")) return `taps “${trigger.event.slice(7)}”`;
  return trigger.event === "text" ? "writes a text" : `sends “${trigger.event}”`;
}

function whyOf(leaf: State, { to, reenter }: Transition): string {
  if (!to) return "nothing is said, and the state stays";
  return to === leaf && !reenter
    ? "the state targets itself without `reenter: true`, so nothing is asked again"
    : `nothing is said on the way to “${to.path}”`;
}
