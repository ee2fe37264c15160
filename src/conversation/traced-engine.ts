import type { Engine } from "./engine.ts";
import { journalIdOf } from "./journal.ts";
import type { Store } from "./ports/store.ts";
import type { Traces } from "./ports/traces.ts";

/** An engine whose turns are spans. */
export function traceEngine(engine: Engine, traces: Traces): Engine {
  return {
    run: (entry) => {
      const { conversationId: conversation, event } = entry;
      const attributes = { conversation, event: event.kind, id: journalIdOf(event) };
      return traces.step({ name: "turn", attributes, outcome: ({ outcome }) => outcome }, () =>
        engine.run(entry),
      );
    },
  };
}

/** A store that stores the current trace with the effects of a commit. */
export function traceEffects(store: Store, traces: Traces): Store {
  return { ...store, commit: (commit) => store.commit({ ...commit, trace: traces.context() }) };
}
