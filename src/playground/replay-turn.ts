import type { CommittedTurn } from "../conversation/engine.ts";
import type { Inspect } from "../conversation/machine/actor-tree.ts";
import type { ConversationRecord } from "../conversation/model/record.ts";
import { createTurn, type TurnInput, type TurnOptions } from "../conversation/turn/turn.ts";
import { edgeIdOf } from "./chart/names.ts";

/**
 * Ids of the edges that a turn took, in order. A turn is deterministic: it is run again, and XState reports
 * each microstep.
 */
export function edgesOf(taken: CommittedTurn, options: TurnOptions): string[] {
  const { before, event, at, turn, outcome } = taken;
  if (turn.kind === "stale") return [];
  const edges: string[] = [];
  const inspect: Inspect = (inspection) => {
    if (inspection.type === "@xstate.microstep")
      edges.push(...inspection._transitions.map(edgeIdOf));
  };
  const runTurn = createTurn({ ...options, release: { ...options.release, inspect } });
  runTurn({ record: before, event, now: at, restartReason: overOf(before, outcome) });
  return edges;
}

/** Why the session had ended, as the engine told the turn. */
function overOf(
  before: ConversationRecord | undefined,
  outcome: CommittedTurn["outcome"],
): TurnInput["restartReason"] {
  if (outcome === "parked") return "trouble";
  return before && before.session_id === undefined ? "session.over" : undefined;
}
