import { z } from "zod";
import type { OutputOf, operations } from "../../machines/kit.ts";
import type { Profile } from "../../machines/values.ts";
import type { Outcome } from "../conversation/model/event.ts";

type Done = Extract<Outcome, { kind: "done" }>;

const Json = z.json();

/** An operation's output, as typed for its machine. */
export function done<Name extends keyof typeof operations>(output: OutputOf<Name>): Done {
  return { kind: "done", output: Json.parse(output) };
}

/** The offer that was made. */
export function offered(credexID: string, profile: Profile): Done {
  return { ...done<"createCredex">({ credexID, profile }), reference: credexID };
}
