import { type FlowModel, textsOf } from "../flow-model.ts";
import {
  actionsOf,
  around,
  type Kind,
  keysOf,
  kinds,
  type Machine,
  type Named,
  type State,
  transitionsOf,
} from "../machine.ts";
import { nearestTo, suggest } from "../nearest.ts";
import type { Problem } from "../problem.ts";

const said: { [kind in Kind]: string } = {
  actions: "action",
  guards: "guard",
  actors: "call",
  delays: "delay",
};

/** Every target is a state of its machine. */
export function findLostTargets({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) => [
    ...transitionsOf(machine).flatMap(({ target, to, source }) =>
      target && !to
        ? [
            {
              ...target.place,
              cause: `${machine.name} has no ${target.name}`,
              sentence: `There is no state “${target.name}” that “${source.path}” could target. ${suggestTarget(target.name, targetsOf(machine, source))} Name a sibling state, “.inner” for a state within, or “#${machine.id}.…” for a state elsewhere.`,
            },
          ]
        : [],
    ),
    ...machine.states.flatMap((state) => {
      if (state.states.length === 0 || state.isParallel) return [];
      const { initial, place, path } = state;
      if (state.states.some(({ key }) => key === initial?.name)) return [];
      return [
        {
          ...(initial?.place ?? place),
          sentence: `“${path}” has no initial state${initial ? ` “${initial.name}”` : ""}. ${suggest(
            initial?.name ?? "",
            state.states.map(({ key }) => key),
          )} Write one of its states as \`initial\`.`,
        },
      ];
    }),
  ]);
}

/** Every action, guard, call and delay that a machine names exists. */
export function findLostNames({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) => {
    const { loaded } = machine;
    if (!loaded) return [];
    return kinds.flatMap((kind) => {
      const known = Object.keys(loaded.implementations[kind]);
      return named(machine, kind)
        .filter(({ name }) => !known.includes(name) && !isKey(kind, name))
        .map(({ name, place }) => ({
          ...place,
          cause: `${machine.name} has no ${kind} ${name}`,
          sentence: `There is no ${said[kind]} “${name}”. ${suggest(name, known)} Fix the name, or add it to setup() under \`${kind}\`.`,
        }));
    });
  });
}

/** Only wordings have a dot in their names. */
const isKey = (kind: Kind, name: string): boolean => kind === "actions" && name.includes(".");

/** Every copy key of a reply exists in the copy. */
export function findLostKeys({ machines, locales }: FlowModel): Problem[] {
  const copy = locales.find(({ code }) => code === "en")?.copy ?? {};
  return machines
    .flatMap(actionsOf)
    .flatMap((action) => (isKey("actions", action.name) ? action : action.keys))
    .filter(({ name }) => !Object.hasOwn(copy, name))
    .map(({ name, place }) => ({
      ...place,
      cause: `no wording ${name}`,
      sentence: `There is no wording “${name}”.${nearestTo(name, Object.keys(copy)) ? ` ${suggest(name, Object.keys(copy))}` : ""} Fix the key, or add the wording to copy/en.ts and the other languages.`,
    }));
}

/** The check knows which wordings an action may send before it runs. */
export function findHiddenKeys({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) =>
    actionsOf(machine)
      .filter(({ name, keys }) => keys.length === 0 && isWording(machine, name))
      .map(({ name, place }) => ({
        ...(machine.own.actions.get(name) ?? place),
        sentence: `The check cannot determine which wording “${name}” sends. Write it with \`says\` or \`saysOneOf\` of says.ts, which declare its copy keys.`,
      })),
  );
}

function isWording({ loaded }: Machine, name: string): boolean {
  const action: unknown = loaded?.implementations.actions[name];
  return typeof action === "function" && "reply" in action;
}

/** Everything in setup() is used by its machine. */
export function findUnusedNames({ machines }: FlowModel): Problem[] {
  return machines.flatMap((machine) =>
    kinds.flatMap((kind) => {
      const used = new Set(named(machine, kind).map(({ name }) => name));
      return [...machine.own[kind]]
        .filter(([name]) => !used.has(name) && !machine.namedInSetup.has(name))
        .map(([name, place]) => ({
          ...place,
          sentence: `The ${said[kind]} “${name}” is used nowhere in this machine. Use it or remove it.`,
        }));
    }),
  );
}

/** Every wording is used. */
export function findUnusedKeys(model: FlowModel): Problem[] {
  const texts = textsOf(model);
  for (const machine of model.machines)
    for (const { name } of keysOf(actionsOf(machine))) texts.add(name);
  return model.locales
    .filter(({ code }) => code === "en")
    .flatMap(({ places }) => [...places])
    .filter(([key]) => !texts.has(key))
    .map(([key, place]) => ({
      ...place,
      sentence: `The wording “${key}” is used by no machine. Use it, or remove it from every language.`,
    }));
}

/** Every machine is invoked by another. */
export function findUnusedMachines({ machines }: FlowModel): Problem[] {
  const called = new Set(
    machines.flatMap((machine) => named(machine, "actors").map(({ name }) => name)),
  );
  return machines
    .filter(({ name }) => name !== "root" && !called.has(name))
    .map(({ name, place }) => ({
      ...place,
      sentence: `No machine invokes “${name}”, so no member ever reaches it. Invoke it in root.ts, or remove the file.`,
    }));
}

function named({ states }: Machine, kind: Kind): Named[] {
  const transitions = states.flatMap((state) => state.transitions);
  switch (kind) {
    case "actions":
      return actionsOf({ states });
    case "guards":
      return transitions.flatMap(({ guard }) => guard ?? []);
    case "actors":
      return states.flatMap(({ invokes }) => invokes.map(({ src }) => src));
    case "delays":
      return transitions.flatMap(({ trigger }) =>
        trigger.kind === "after" && !/^\d+$/.test(trigger.delay.name) ? [trigger.delay] : [],
      );
  }
}

/** The state with this name elsewhere, or a similar target. */
function suggestTarget(name: string, targets: string[]): string {
  const key = name.split(".").at(-1);
  const elsewhere = targets.find((target) => target.split(".").at(-1) === key);
  return elsewhere === undefined ? suggest(name, targets) : `Did you mean “${elsewhere}”?`;
}

/** Every target that a state can write. */
function targetsOf(machine: Machine, source: State): string[] {
  return machine.states
    .filter((state) => state.parent)
    .flatMap((state) => [
      `#${machine.id}.${state.path}`,
      ...(state.parent === source ? [`.${state.key}`] : []),
      ...(around(source).some(({ parent }) => parent === state.parent) ? [state.key] : []),
    ]);
}
