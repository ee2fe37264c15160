import { group } from "./deliveries.ts";
import type { Breach, Credex, Evidence } from "./evidence.ts";
import { type Confirm, readStory, type Story } from "./story.ts";

export interface Money {
  breaches: Breach[];
  /**
   * Confirmations whose last message is "not confirmed"; and how many credexes no receipt names, which must be theirs.
   */
  unconfirmed: number;
  untraced: number;
  confirms: number;
}

/** How long after a confirmation its call, its answer and the report may arrive. */
const LIFE_MS = 120_000;

/** Each confirmation made one credex or none, and its member was informed which. */
export function compareMoney(evidence: Evidence): Money {
  const { confirms, strays } = readStories(evidence);
  const credexes = evidence.credexes;
  const ofMembers = group([...confirms, ...credexes], nameOf);
  const breaches = [
    ...[...ofMembers.values()].flatMap((same) => compareOffer(same)),
    ...compareButtons(confirms),
    ...confirms.filter(({ last }) => !last).map(toUntold),
    ...compareReferences(confirms, credexes),
    ...strays.map(({ member, key, token: about, at }): Breach => {
      const what = `${key} was sent, and nothing was confirmed`;
      return { kind: "untold", member, what, about, from: at - LIFE_MS, until: at };
    }),
    ...evidence.imbalances.map((denomination): Breach => {
      const what = `the balances in ${denomination} do not add up to zero`;
      return { kind: "wrong money", what, from: 0, until: 0 };
    }),
  ];
  const unconfirmed = confirms.filter(({ last }) => last?.says === "not confirmed").length;
  const named = new Set(confirms.map(({ last }) => last?.reference));
  const untraced = credexes.filter(({ credexID }) => !named.has(credexID)).length;
  return { breaches, unconfirmed, untraced, confirms: confirms.length };
}

export function readStories({ entries, taps, arrivals }: Evidence): Story {
  const byId = new Map(taps.map((tap) => [tap.id, tap]));
  const byToken = group(arrivals, ({ token }) => token);
  const journals = group(entries, ({ conversationId }) => conversationId);
  const stories = [...journals.values()].map((journal) =>
    readStory({ journal, taps: byId, arrivals: byToken }),
  );
  return {
    confirms: stories.flatMap(({ confirms }) => confirms),
    strays: stories.flatMap(({ strays }) => strays),
  };
}

/** The same amount from the same member to the same recipient, however often it was confirmed. */
function compareOffer(same: readonly (Confirm | Credex)[]): Breach[] {
  const made = same.filter(isCredex);
  const confirms = same.filter((one): one is Confirm => !isCredex(one));
  const [first] = same;
  if (!first) return [];
  const { member } = first;
  const from = Math.min(...same.map(({ at }) => at));
  const until = Math.max(...same.map(({ at }) => at)) + LIFE_MS;
  if (made.length > confirms.length) {
    const what = `${made.length} credexes of ${confirms.length} confirms`;
    return [{ kind: "wrong money", member, what, about: made.at(-1)?.credexID, from, until }];
  }
  const denied = confirms.filter(({ last }) => last?.says === "not made").length;
  if (made.length + denied <= confirms.length) return [];
  const what = `${made.length} credexes of ${confirms.length} confirms, and ${denied} were reported as not made`;
  return [{ kind: "untold", member, what, about: made.at(-1)?.credexID, from, until }];
}

function compareButtons(confirms: readonly Confirm[]): Breach[] {
  return [...group(confirms, ({ button }) => button).values()].flatMap(([, second]): Breach[] => {
    if (!second) return [];
    const { member, id: about, at } = second;
    const what = "one button was accepted twice";
    return [{ kind: "wrong money", member, what, about, from: at, until: at }];
  });
}

/** Each receipt names a credex of that offer, which no other receipt names. */
function compareReferences(confirms: readonly Confirm[], credexes: readonly Credex[]): Breach[] {
  const byId = new Map(credexes.map((credex) => [credex.credexID, credex]));
  const named = new Set<string>();
  return confirms.flatMap((confirm): Breach[] => {
    const { last, member, at } = confirm;
    if (last?.says !== "sent") return [];
    const reference = last.reference ?? "";
    const credex = byId.get(reference);
    const isTrue = credex && nameOf(credex) === nameOf(confirm) && !named.has(reference);
    named.add(reference);
    if (isTrue) return [];
    const what = "a receipt names a credex that is not this offer's";
    return [{ kind: "untold", member, what, about: last.token, from: at, until: at + LIFE_MS }];
  });
}

function toUntold({ member, id: about, at: from }: Confirm): Breach {
  const what = "the outcome of a confirmation was never reported";
  return { kind: "untold", member, what, about, from, until: from + LIFE_MS };
}

function nameOf({ member, cents, recipient }: Confirm | Credex): string {
  return `${member} ${cents} ${recipient}`;
}

function isCredex(one: Confirm | Credex): one is Credex {
  return "credexID" in one;
}
