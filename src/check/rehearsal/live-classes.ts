import { identityOf, type MachineRelease } from "../../conversation/machine/machine-release.ts";
import type { Call } from "../../conversation/model/effect.ts";
import type { ConversationRecord, SessionRecord } from "../../conversation/model/record.ts";
import { isOpen } from "../../conversation/model/record-fields.ts";
import { resumeSession } from "../../conversation/turn/session.ts";
import { lookedFor } from "../paths/simulator.ts";
import type { Situation } from "../paths/situation.ts";
import { fingerprintOf } from "../paths/state-fingerprint.ts";
import type { Step } from "../paths/step.ts";
import { ADDRESS } from "../paths/step-to-event.ts";
import { isCompared, type OpenSituation, type Sample } from "./sample.ts";

/**
 * The records of a running system by class: state, shape of the context, offered choices, pending work and language.
 */
export interface LiveClasses {
  /** `undefined`: a record that cannot be read. */
  add(conversationId: string, record: ConversationRecord | undefined): void;
  classes(): LiveClass[];
  counts: LiveCounts;
}

export interface LiveClass {
  locale: string;
  /** How many there are. */
  records: number;
  /** The first few of them. */
  kept: { conversationId: string; record: SessionRecord }[];
}

export interface LiveCounts {
  /** Open sessions of these machines. */
  records: number;
  /** Open sessions of other machines. */
  ofOtherMachines: number;
  unreadable: number;
}

/**
 * Sorts records by class and keeps a few of each. A record belongs to the machines of `release` if these have its
 * structure, whatever their wordings.
 */
export function createLiveClasses(options: {
  release: MachineRelease;
  /** String literals in the machines' files. */
  named: ReadonlySet<string>;
  perClass: number;
}): LiveClasses {
  const { release, named, perClass } = options;
  const classes = new Map<string, LiveClass>();
  const counts: LiveCounts = { records: 0, ofOtherMachines: 0, unreadable: 0 };
  return {
    counts,
    classes: () => [...classes.values()],
    add(conversationId, record) {
      if (record === undefined) {
        counts.unreadable++;
        return;
      }
      if (!isOpen(record)) return;
      if (record.machine.hash !== release.hash) {
        counts.ofOtherMachines++;
        return;
      }
      counts.records++;
      const { locale, question } = record;
      const isAsked = question.reply !== undefined;
      const key = JSON.stringify([locale, fingerprintOf(record, { named, isAsked })]);
      const found = classes.get(key) ?? { locale, records: 0, kept: [] };
      found.records++;
      if (found.kept.length < perClass) found.kept.push({ conversationId, record });
      classes.set(key, found);
    },
  };
}

/**
 * A record of a running system as one that the simulated member could have: under the release, and without an address.
 * `undefined` if the release cannot resume it.
 */
export function toSituation(
  record: SessionRecord,
  {
    release,
    calls,
    unsettled,
  }: { release: MachineRelease; calls: readonly Call[]; unsettled: readonly Call[] },
): OpenSituation | undefined {
  const identity = identityOf(release);
  const { machine, question } = record;
  const own = {
    ...record,
    address: ADDRESS,
    machine: { ...machine, release: identity },
    question: { ...question, release: identity },
  };
  // After everything that the record has seen, before any of its time limits.
  const now = Math.max(Date.parse(record._last_updated), question.askedAt ?? 0) + 1;
  const { session, isEdited } = resumeSession({ release, record: own, now });
  if (isEdited) return undefined;
  const isKept = ({ token, atMostOnce }: Call) =>
    atMostOnce || record.calls.some((pending) => pending.token === token);
  const left = [...calls.filter(isKept), ...unsettled.map(lookedFor)];
  return {
    ...NOTHING_YET,
    ...{ record: own, now, stage: session.from },
    calls: left.map((call) => ({ ...call, address: ADDRESS })),
  };
}

const NOTHING_YET: Omit<Situation, "record" | "now" | "stage" | "calls"> = {
  ...{ messages: 0, asked: "", askedAt: "", confirmed: [], unshown: [] },
  ...{ written: [], received: [], taken: new Set(), shape: "" },
};

/**
 * The events to try with a record: all with the first one of a class; with others those that depend most on its values,
 * which are the choices and the answers to calls.
 */
export function stepsToTry(
  situation: OpenSituation,
  { stepsFrom, isFirst }: { stepsFrom: (world: Situation) => Step[]; isFirst: boolean },
): Sample {
  const steps = stepsFrom(situation).filter(isCompared);
  const ofValues = ({ type }: Step) => type === "taps" || type === "answers";
  return { situation, steps: isFirst ? steps : steps.filter(ofValues) };
}
