import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { AnyStateMachine } from "xstate";
import { readModel } from "../../scripts/machines/read-model.ts";
import { serve } from "../../scripts/machines/serve.ts";
import { explore } from "../../src/check/paths/explore.ts";
import { WALKED } from "../../src/check/paths/simulators.ts";
import { rehearse } from "../../src/check/rehearsal/rehearse.ts";
import { type Sample, sampleEdges } from "../../src/check/rehearsal/sample.ts";
import { createScene, type Scene, type SceneEvent } from "../../src/check/rehearsal/scene.ts";
import { outcomeOf, type TurnOutcome } from "../../src/check/rehearsal/turn-outcome.ts";
import { identityOf } from "../../src/conversation/machine/machine-release.ts";
import type { Migration } from "../../src/conversation/machine/migration.ts";
import type { SessionRecord } from "../../src/conversation/model/record.ts";
import { createTurn, type TurnOptions } from "../../src/conversation/turn/turn.ts";
import { createRelease } from "../../src/release.ts";
import { contract } from "../../src/vimbiso.ts";
import { type Definition, rebuild } from "../support/builds.ts";
import { WALK_TIMEOUT_MS } from "./scratch.ts";

/*
 * Generated edits of the shipped machines, and conversations whose release was ended by `--now`. `PAIRS=10000` for a
 * thorough run, `SEED=7` for others.
 */

const PAIRS = Number(process.env.PAIRS ?? 60);
const seed = Number(process.env.SEED ?? 1);
const LONG_MS = 60_000 + PAIRS * 500;

let before: TurnOptions;
let root: AnyStateMachine;
let samples: Sample[];
let sceneOf: (sample: Sample) => Scene;
beforeAll(async () => {
  const model = await readModel("machines");
  const service = await serve(model, "machines");
  const { edges, simulatorIn } = explore(model, service);
  before = service;
  root = service.release.machine;
  const { wordFor } = simulatorIn(WALKED);
  samples = sampleEdges(edges, { perState: 3 });
  const given = { runTurn: createTurn(before), speech: { locale: WALKED, wordFor }, records: 1 };
  sceneOf = (sample) => createScene(sample, given);
}, WALK_TIMEOUT_MS);

interface Place {
  name: string;
  path: string;
  state: Definition;
  around: Definition;
}

/** The states of a definition, with the state around each. */
function statesIn(around: Partial<Definition>, within = ""): Place[] {
  const { states = {} } = around;
  return Object.entries(states).flatMap(([name, state]) => [
    { name, path: `${within}${name}`, state, around: Object.assign(around, { states }) },
    ...statesIn(state, `${within}${name}.`),
  ]);
}

/** Names of other things than states, which may equal a state's name: a call, its id, a kind of state. */
const NOT_STATES = ["src", "id", "type"];

/** Replaces a text wherever it is the target of a transition, or the first state. */
function retarget(within: unknown, from: string, to: string): void {
  if (typeof within !== "object" || within === null) return;
  for (const [key, value] of Object.entries(within)) {
    if (NOT_STATES.includes(key)) continue;
    if (value === from) Object.assign(within, { [key]: to });
    else retarget(value, from, to);
  }
}

/** Kinds of edits. Each changes a definition at a place, if there is something to change. */
const KINDS: { [kind: string]: (form: Definition, place: Place) => void } = {
  rename(form, { name, around }) {
    around.states = Object.fromEntries(
      Object.entries(around.states).map(([each, state]) => [
        each === name ? `${name}Renamed` : each,
        state,
      ]),
    );
    retarget(form, name, `${name}Renamed`);
  },
  delete(form, { name, around }) {
    const [other] = Object.keys(around.states).filter((each) => each !== name);
    if (other === undefined) return;
    delete around.states[name];
    retarget(form, name, other);
  },
  group(_, { name, state, around }) {
    around.states[name] = { initial: "inner", states: { inner: state } };
  },
  delay(_, { state }) {
    if (state.after) state.after = { 90000: Object.values(state.after)[0] };
  },
  always(_, { name, state, around }) {
    const [other] = Object.keys(around.states).filter((each) => each !== name);
    if (other !== undefined && state.type !== "final") state.always = other;
  },
  call(_, { state }) {
    const { invoke } = state as { invoke?: { src?: string; id?: string } };
    if (invoke?.id) invoke.id = `${invoke.id}Renamed`;
  },
  choice(_, { state }) {
    const { on } = state as { on?: { [event: string]: unknown } };
    const choices = Object.keys(on ?? {}).filter((event) => event.startsWith("choice."));
    const [one, other] = choices;
    if (!on || one === undefined || other === undefined) return;
    [on[one], on[other]] = [on[other], on[one]];
  },
  unanswered(_, { state }) {
    const { on } = state as { on?: { [event: string]: unknown } };
    const [first] = Object.keys(on ?? {});
    if (on && first !== undefined) delete on[first];
  },
  guard(_, { state }) {
    const { on } = state as { on?: { [event: string]: unknown } };
    const guarded = Object.values(on ?? {}).find(Array.isArray);
    guarded?.reverse();
  },
};

function formsOfRoot(): [name: string, machine: AnyStateMachine][] {
  return Object.entries(root.implementations.actors).filter(
    ([, actor]) => typeof actor === "object" && actor !== null && "states" in actor,
  ) as [string, AnyStateMachine][];
}

/** A state in which a conversation is, or one around it: the numbers of its form and its place. */
function placeIn({ machine, stage }: Scene, number: number): [form: number, place: number] {
  const forms = formsOfRoot();
  const formNumber = forms.findIndex(([name]) => name === machine);
  const places = statesIn((forms[formNumber]?.[1].config ?? {}) as Partial<Definition>);
  const active = stage.split("/").at(-1) ?? "";
  const open = places.filter(({ path }) => `${active}.`.startsWith(`${path}.`));
  const place = open[number % open.length];
  return [formNumber, place ? places.indexOf(place) : -1];
}

/**
 * The shipped machines with an edit in one form, or in root; `undefined` if they cannot be built with it. `isMigrated`:
 * a migration has the new name of the state.
 */
function edited(
  kind: string,
  formNumber: number,
  placeNumber: number,
  { isMigrated } = { isMigrated: false },
): TurnOptions | undefined {
  const forms = formsOfRoot();
  const [form, machine] = forms[formNumber % forms.length] ?? [];
  if (form === undefined || !machine) throw new TypeError("Root invokes no form");
  let migrations: Migration[] = [];
  try {
    const own = rebuild(machine, (definition) => {
      const places = statesIn(definition);
      const place = places[placeNumber % places.length];
      if (!place) return;
      KINDS[kind]?.(definition, place);
      if (isMigrated)
        migrations = [{ states: { [form]: { [place.path]: `${place.path}Renamed` } } }];
    });
    return {
      ...before,
      release: createRelease({
        machine: root.provide({ actors: { [form]: own as never } }),
        contract,
        migrations,
        injectedContext: before.release.injectedContext,
        content: [kind, form, `${placeNumber}`],
      }),
    };
  } catch {
    return undefined;
  }
}

/** What credex-core receives with money calls. */
function moneyIn({ calls }: TurnOutcome) {
  return calls
    .filter(({ atMostOnce }) => atMostOnce)
    .map(({ operation, input }) => ({ operation, input }));
}

/** What the member experiences once the old release has ended; or if the new one had asked the open question. */
function outcomesUnder(after: TurnOptions, { input }: SceneEvent, stage: string) {
  const runTurn = createTurn(after);
  const question = { ...input.record.question, release: identityOf(after.release) };
  const record: SessionRecord = { ...input.record, question };
  return {
    ended: outcomeOf(runTurn, { ...input, stage }),
    ifAsked: outcomeOf(runTurn, { ...input, record, stage }),
  };
}

/** Whether the member gets no reply where the old release had answered. */
function isSilent({ before: old, isTimer }: SceneEvent, ended: TurnOutcome): boolean {
  const wasAnswered = old.replies.length > 0 || old.calls.length > 0;
  return !isTimer && wasAnswered && ended.replies.length === 0 && !ended.isPending;
}

/** The event of the pair, and what the rehearsal says of it. */
function judge(after: TurnOptions, scene: Scene, event: SceneEvent) {
  const { findings } = rehearse([scene], { before, after });
  const verdict = findings[0]?.verdict ?? "carries over";
  const { ended, ifAsked } = outcomesUnder(after, event, scene.stage);
  const [sent, agreed] = [moneyIn(ifAsked), moneyIn(event.before)];
  return { verdict, ended, ifAsked, sent, agreed };
}

/** A number of any place in a list. */
const anywhere = fc.nat(1_000_000);

test(
  "a conversation whose release has ended continues as the rehearsal says, and sends no money unasked",
  () => {
    fc.assert(
      fc.property(
        ...([fc.constantFrom(...Object.keys(KINDS)), anywhere, anywhere] as const),
        ...([anywhere, anywhere] as const),
        (kind, formNumber, placeNumber, sceneNumber, eventNumber) => {
          const after = edited(kind, formNumber, placeNumber);
          const sample = samples[sceneNumber % samples.length];
          const step = sample?.steps[eventNumber % sample.steps.length];
          fc.pre(after !== undefined && sample !== undefined && step !== undefined);
          const scene = sceneOf({ ...sample, steps: [step] });
          const [event] = scene.events;
          fc.pre(event !== undefined);
          const { verdict, ended, ifAsked, sent, agreed } = judge(after, scene, event);

          // What cannot continue begins anew, and what moves money is asked again first.
          expect(ended.error).toBeUndefined();
          expect(moneyIn(ended)).toEqual([]);
          if (sent.length === 0) expect(ended).toEqual(ifAsked);
          else expect(ended.replies).not.toEqual([]);
          // The rehearsal names each pair that would send other money, that is silent, or that goes home.
          if (verdict !== "sends other money" && sent.length > 0) expect(sent).toEqual(agreed);
          if (isSilent(event, ended)) expect(["ends in silence", "breaks"]).toContain(verdict);
          if (verdict === "goes home") expect(ended.isRestarted).toBe(true);
        },
      ),
      { numRuns: PAIRS, seed },
    );
  },
  LONG_MS,
);

test(
  "a conversation at a state with another name continues there with a migration, and sends no money unasked",
  () => {
    fc.assert(
      fc.property(
        ...([anywhere, anywhere, anywhere] as const),
        (placeNumber, sceneNumber, eventNumber) => {
          const sample = samples[sceneNumber % samples.length];
          const step = sample?.steps[eventNumber % sample.steps.length];
          fc.pre(sample !== undefined && step !== undefined);
          const scene = sceneOf({ ...sample, steps: [step] });
          const [event] = scene.events;
          const [form, place] = placeIn(scene, placeNumber);
          fc.pre(event !== undefined && form >= 0 && place >= 0);
          const after = edited("rename", form, place, { isMigrated: true });
          fc.pre(after !== undefined);
          const { verdict, ended, ifAsked, sent, agreed } = judge(after, scene, event);

          expect(verdict).toBe("migrates");
          expect(ended.error).toBeUndefined();
          expect(ended.isRestarted).toBe(event.before.isRestarted);
          expect(moneyIn(ended)).toEqual([]);
          expect(sent).toEqual(agreed);
          if (sent.length === 0) expect(ended).toEqual(ifAsked);
          else expect(ended.replies).not.toEqual([]);
        },
      ),
      { numRuns: PAIRS, seed },
    );
  },
  LONG_MS,
);
