import type { CommittedTurn, OnTurn } from "../../src/conversation/engine.ts";
import type { Observe, TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import type { Received } from "../../src/fakes/cloud-api/inbox.ts";
import type { Breaches } from "./breaches.ts";
import { caseOf } from "./case.ts";
import { holdsWords } from "./vocabulary.ts";

/** Observes the server, and records broken rules. */
export interface Watch {
  observe: Observe;
  onTurn: OnTurn;
  logTo: { write(line: string): void };
  arrived(message: Received): void;
  /** Committed replies that have not reached a phone, with the case of each. */
  missing(): { caseNumber: number | undefined; keys: string[] }[];
  counts: { [what: string]: number };
}

/**
 * Whether a failure is a breach. Failed turns and replies are reported with their case; credex-core's answers fail on
 * purpose.
 */
function isOurs(where: string): boolean {
  return where !== "turn" && where !== "reply" && !where.startsWith("credex");
}

export function createWatch({ breaches }: { breaches: Breaches }): Watch {
  const counts: { [what: string]: number } = {};
  const committed = new Map<string, { caseNumber: number | undefined; keys: string[] }>();
  const cases = new Map<string, number | undefined>();
  let lastFailure = "";
  const count = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const noteDelivery = ({
    outcome,
    code,
    conversationId,
  }: TelemetryEvent & { kind: "delivery" }): void => {
    count(`replies ${outcome}`);
    if (outcome !== "dead") return;
    const caseNumber = cases.get(conversationId);
    breaches.add({ what: "a reply was given up", caseNumber, detail: `${code}: ${lastFailure}` });
  };
  const noteFailure = ({ where, code, cause }: TelemetryEvent & { kind: "failure" }): void => {
    lastFailure = `${where} ${code} ${cause}`;
    count(`failures ${where} ${code}`);
    if (isOurs(where)) breaches.add({ what: `a failure at ${where}`, detail: lastFailure });
  };
  /** The case whose member the event is for. */
  const caseIn = ({ conversationId, event, before }: CommittedTurn): number | undefined => {
    const address = "address" in event ? event.address : before?.address;
    const caseNumber = caseOf(address?.phone) ?? cases.get(conversationId);
    cases.set(conversationId, caseNumber);
    return caseNumber;
  };

  return {
    counts,
    observe(telemetryEvent) {
      if (telemetryEvent.kind === "turn") count(`turns ${telemetryEvent.outcome}`);
      if (telemetryEvent.kind === "ignored") count("items ignored");
      if (telemetryEvent.kind === "delivery") noteDelivery(telemetryEvent);
      if (telemetryEvent.kind === "failure") noteFailure(telemetryEvent);
    },
    onTurn(taken) {
      const { conversationId, turn, outcome } = taken;
      const caseNumber = caseIn(taken);
      if (outcome === "parked")
        breaches.add({ what: "an event was parked", caseNumber, detail: lastFailure });
      for (const effect of "effects" in turn ? turn.effects : [])
        if (effect.kind === "reply")
          committed.set(`${conversationId} ${effect.token}`, { caseNumber, keys: effect.keys });
    },
    logTo: {
      write(line) {
        if (holdsWords(line))
          breaches.add({ what: "a log line contains a member's text", detail: line.slice(0, 200) });
      },
    },
    arrived: ({ token = "" }) => void committed.delete(token),
    missing: () => [...committed.values()],
  };
}
