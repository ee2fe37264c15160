import { ASKS } from "../../conversation/turn/choices.ts";
import { type FlowModel, formsOf } from "../flow-model.ts";
import { leavesOf, reachable, waits } from "../graph.ts";
import {
  answersTo,
  type Machine,
  type State,
  type Transition,
  transitionsFrom,
  transitionsOf,
} from "../machine.ts";
import type { Problem } from "../problem.ts";
import { asksOnEntering, isHeard, offeredAt, placesOfOffer } from "../prompts.ts";

/** Nobody waits in silence: who has to say something next knows so. */
export function findSilence(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    waiting(machine)
      // The engine tells root at once why a session begins.
      .filter((leaf) => machine.name !== "root" || !leavesOf(machine.root).includes(leaf))
      .filter((leaf) => !isHeard(model, machine, leaf))
      .map(({ path, place }) => ({
        ...place,
        sentence: `A member can come to “${path}” without being told anything, and will not know that it is their turn. Say something on entering: write a copy key as its \`entry\`.`,
      })),
  );
}

/** Every button and row that is offered leads to something, whatever the guards say. */
export function findDeadChoices(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    waiting(machine).flatMap((leaf) =>
      offeredAt(model, machine, leaf)
        .filter(({ name }) => !answersTo(leaf, `choice.${name}`).some(({ guard }) => !guard))
        .map(({ name, kind, key }) => ({
          ...key.place,
          sentence: `“${key.name}” offers the ${kind} “${name}”, and a tap on it does nothing at “${leaf.path}”. Add \`"choice.${name}"\` to \`on\` (the last one without a guard), or take the ${kind} out of the wording.`,
        })),
    ),
  );
}

/** No answer to a button that nobody was ever offered. */
export function findUnofferedChoices(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    transitionsOf(machine).flatMap(({ trigger, source, place }) => {
      if (trigger.kind !== "event" || !/^choice\.[^*]+$/.test(trigger.event)) return [];
      const { event } = trigger;
      if (placesOfOffer(model, machine, { source, event }).length > 0) return [];
      return [
        {
          ...place,
          sentence: `“${source.path}” answers “${event}”, which no wording offers there. Offer it as a button or row of what is asked, or take it out.`,
        },
      ];
    }),
  );
}

/** What is written and fits no guard is answered by the question, or around it, with an example of what works. */
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
          sentence: `A member who writes something else at “${source.path}” gets no help. Add a last one without a guard to \`text\` that says what works, with an example.`,
        },
      ];
    }),
  );
}

/**
 * The engine knows a question by its choices or by its key. It keeps when the question was asked: a text that
 * was written earlier does not answer it.
 */
export function findUnmarkedQuestions(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    waiting(machine)
      .filter((leaf) => answersTo(leaf, "text").length > 0 && !asksOnEntering(model, leaf))
      .map(({ path, place }) => ({
        ...place,
        sentence: `“${path}” takes what the member writes, and does not ask for it on entering. Say a question in its \`entry\`: a wording whose key ends in “${ASKS}”, or one with buttons or rows. Otherwise a text that was written before it counts as the answer.`,
      })),
  );
}

/** The number of a choice may be typed, but not where words are taken: so a group takes words for no question with choices. */
export function findTakenNumbers(model: FlowModel): Problem[] {
  return model.machines.flatMap((machine) =>
    waiting(machine).flatMap((leaf) => {
      const [answer] = answersTo(leaf, "text");
      if (!answer || answer.source === leaf || offeredAt(model, machine, leaf).length === 0)
        return [];
      return [
        {
          ...answer.place,
          sentence: `“${leaf.path}” offers choices, and a member who types the number of one is taken to mean this \`text\` of “${answer.source.path}”. Put \`text\` around questions that ask for words only.`,
        },
      ];
    }),
  );
}

/** What can come at any time, and what is then missing. */
const ANYTIME: { [event: string]: string } = {
  unexpected: "writes what nothing fits",
  media: "sends a photo or a voice note",
  help: "writes “help”",
  outdated: "taps a button of an older message",
  flood: "writes more than can be read",
  late: "wrote something before the question that is open",
};

/** Root has an answer for what nothing else answers. */
export function findUnansweredEvents({ machines }: FlowModel): Problem[] {
  return machines
    .filter(({ name }) => name === "root")
    .flatMap(({ root, place }) =>
      Object.entries(ANYTIME)
        .filter(([event]) => !answersTo(root, event).some(saysSomething))
        .map(([event, does]) => ({
          ...place,
          sentence: `A member who ${does} gets no answer where a form has none. Add \`${event}\` with a reply to the \`on\` of root itself.`,
        })),
    );
}

/** A form that waits gives up before the session ends, and says so. */
export function findEndlessWaits(model: FlowModel): Problem[] {
  return formsOf(model).flatMap((form) =>
    waiting(form).flatMap((leaf) => {
      const limits = transitionsFrom(leaf).filter(({ trigger }) => trigger.kind === "after");
      if (!limits.some(({ to }) => to))
        return [
          {
            ...leaf.place,
            sentence: `“${leaf.path}” waits for the member without a limit: the session would end in the middle of the form, and nobody would be told. Add \`after\` with a target.`,
          },
        ];
      return limits.flatMap((limit) => tellLongWait(model, form, limit));
    }),
  );
}

function tellLongWait({ sessionMs }: FlowModel, { loaded }: Machine, { trigger }: Transition) {
  if (trigger.kind !== "after") return [];
  const { name, place } = trigger.delay;
  const delay = /^\d+$/.test(name) ? Number(name) : loaded?.implementations.delays[name];
  if (delay === undefined || (typeof delay === "number" && delay < sessionMs)) return [];
  return [
    {
      ...place,
      sentence:
        typeof delay === "number"
          ? `“${name}” is as long as a session, which ends after ${sessionMs / 60_000} quiet minutes, or longer: it would never come. Make it shorter, for example \`minutes(4)\`.`
          : `How long “${name}” is cannot be checked. Write it in setup() as a number, for example \`minutes(4)\`.`,
    },
  ];
}

function waiting(machine: Machine): State[] {
  return [...reachable(machine)].filter(waits);
}

function saysSomething({ actions }: Transition): boolean {
  return actions.some(({ keys }) => keys.length > 0);
}
