import { ASKS } from "../../conversation/turn/choices.ts";
import type { FlowModel } from "../flow-model.ts";
import { leavesOf, reachable, waits } from "../graph.ts";
import { answersTo, type Machine, type State, type Transition, transitionsOf } from "../machine.ts";
import type { Problem } from "../problem.ts";
import { asksOnEntering, isHeard, offeredAt, placesOfOffer } from "../prompts.ts";

/** No member is left without a reply: whoever has to write next is asked. */
export function findSilence(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    waiting(machine)
      // The engine tells root why a session starts as soon as it does.
      .filter((leaf) => machine.name !== "root" || !leavesOf(machine.root).includes(leaf))
      .filter((leaf) => !isHeard(model, machine, leaf))
      .map(({ path, place }) => ({
        ...place,
        cause: silenceAt(machine, path),
        sentence: `A member can reach “${path}” without getting a reply, and will not know that it is their turn. Send a reply on entry: write a copy key as its \`entry\`.`,
      })),
  );
}

/** Every offered button and row is handled, whatever the guards return. */
export function findDeadChoices(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    waiting(machine).flatMap((leaf) =>
      offeredAt(model, machine, leaf)
        .filter(({ name }) => !answersTo(leaf, `choice.${name}`).some(({ guard }) => !guard))
        .map(({ name, kind, key }) => ({
          ...key.place,
          cause: choicesAt(machine, leaf.path),
          sentence: `“${key.name}” offers the ${kind} “${name}”, and a tap on it does nothing at “${leaf.path}”. Add \`"choice.${name}"\` to \`on\` (the last one without a guard), or remove the ${kind} from the wording.`,
        })),
    ),
  );
}

/** No transition for a button that is never offered. */
export function findUnofferedChoices(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    transitionsOf(machine).flatMap(({ trigger, source, place }) => {
      if (trigger.kind !== "event" || !/^choice\.[^*]+$/.test(trigger.event)) return [];
      const { event } = trigger;
      if (placesOfOffer(model, machine, { source, event }).length > 0) return [];
      return [
        {
          ...place,
          cause: isHeard(model, machine, source)
            ? choicesAt(machine, source.path)
            : silenceAt(machine, source.path),
          sentence: `“${source.path}” handles “${event}”, which no wording offers there. Offer it as a button or row of the question, or remove it.`,
        },
      ];
    }),
  );
}

/** A text that no guard accepts gets the question again, with an example of a valid answer. */
export function findUnansweredWords({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) =>
    transitionsOf(machine).flatMap((transition) => {
      const { trigger, candidates, source, place } = transition;
      if (trigger.kind !== "event" || trigger.event !== "text") return [];
      if (candidates.at(-1) !== transition) return [];
      if (answersTo(source, "text").some(({ guard }) => !guard)) return [];
      return [
        {
          ...place,
          sentence: `A member who writes something else at “${source.path}” gets no help. Add a last transition without a guard to \`text\` that explains what works, with an example.`,
        },
      ];
    }),
  );
}

/**
 * The engine identifies a question by its choices or by its key. It records when the question was asked: a text
 * that was written earlier does not answer it.
 */
export function findUnmarkedQuestions(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    waiting(machine)
      .filter((leaf) => answersTo(leaf, "text").length > 0 && !asksOnEntering(model, leaf))
      .map(({ path, place }) => ({
        ...place,
        cause: silenceAt(machine, path),
        sentence: `“${path}” expects a text from the member, and does not ask for it on entry. Send a question in its \`entry\`: a wording whose key ends in “${ASKS}”, or one with buttons or rows. Otherwise a text that was written before it counts as the answer.`,
      })),
  );
}

/**
 * A member may type the number of a choice, except where a text is expected: a group must not handle `text` for a
 * question with choices.
 */
export function findTakenNumbers(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    waiting(machine).flatMap((leaf) => {
      const [answer] = answersTo(leaf, "text");
      if (!answer || answer.source === leaf || offeredAt(model, machine, leaf).length === 0)
        return [];
      return [
        {
          ...answer.place,
          cause: `${machine.name} takes numbers in ${answer.source.path}`,
          sentence: `“${leaf.path}” offers choices, and a member who types the number of one triggers this \`text\` of “${answer.source.path}”. Put \`text\` around questions that ask for words only.`,
        },
      ];
    }),
  );
}

/** Events that may come at any time, and what is missing without a handler. */
const ANYTIME: { [event: string]: string } = {
  unexpected: "writes something that no transition accepts",
  media: "sends a photo or a voice note",
  help: "writes “help”",
  outdated: "taps a button of an older message",
  flood: "writes more than the limit",
  late: "wrote something before the open question",
};

/** Root handles every event that nothing else handles. */
export function findUnansweredEvents({ machines }: FlowModel): Problem[] {
  return machines
    .filter(({ name }) => name === "root")
    .flatMap(({ root, place }) =>
      Object.entries(ANYTIME)
        .filter(([event]) => !answersTo(root, event).some(saysSomething))
        .map(([event, does]) => ({
          ...place,
          sentence: `A member who ${does} gets no answer if a form does not handle it. Add \`${event}\` with a reply to the \`on\` of root itself.`,
        })),
    );
}

/** A state that says nothing: whatever enters it is followed by silence as well. */
export function silenceAt({ name }: Machine, path: string): string {
  return `${name}:${path} is silent`;
}

/** A choice that is misspelt is one that is not answered, and one that is not offered. */
function choicesAt({ name }: Machine, path: string): string {
  return `${name}:${path} answers other choices`;
}

function waiting(machine: Machine): State[] {
  return [...reachable(machine)].filter(waits);
}

function saysSomething({ actions }: Transition): boolean {
  return actions.some(({ keys }) => keys.length > 0);
}
