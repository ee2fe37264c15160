import type { Call } from "../model/effect.ts";
import type { Outcome } from "../model/event.ts";
import type { Credentials, Json } from "../model/record.ts";
import type { SendPermission } from "./outbox.ts";

/** Makes the calls to other systems. No method throws: a failure is an outcome. */
export interface Operations {
  /** Carries out a call. */
  perform(request: {
    call: Call;
    credentials: Credentials;
    /**
     * To be awaited right before a call leaves that is sent at most once, with what `find` will need to tell it from
     * others like it.
     */
    beforeSend: (note: Json) => Promise<SendPermission>;
  }): Promise<CallResult | { kind: "lost" }>;
  /** Looks up the outcome of a call that was sent and got no answer; `unknown` if there is no sign of it yet. */
  find(request: {
    call: Call;
    credentials: Credentials;
    note: Json | undefined;
  }): Promise<CallResult>;
}

export interface CallResult {
  kind: "outcome";
  outcome: Outcome;
  /** Secrets that the answer brought: the session keeps those that the application names. */
  credentials?: Credentials | undefined;
}
