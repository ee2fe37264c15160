import { REPEATED_AFTER_MS } from "../../policy.ts";
import type { OpenSession } from "./session.ts";

/** Two things that a member sends again and again while no answer comes. */
type Repeatable = keyof NonNullable<OpenSession["record"]["answered"]>;

/** Records that the member gets this reply, so that it is not sent twice in a row. */
export function markAnswered({ record, now }: OpenSession, what: Repeatable): void {
  record.answered = { ...record.answered, [what]: now };
}

/** Held up on its way, and written before the member could read the answer that they have by now. */
export function isAnswered(session: OpenSession, what: Repeatable, at: number): boolean {
  return wasAnsweredAfter(session, what, at) && session.now - at > REPEATED_AFTER_MS;
}

/** Written before the member was last given the answer. */
export function wasAnsweredAfter({ record }: OpenSession, what: Repeatable, at: number): boolean {
  const answeredAt = record.answered?.[what];
  return answeredAt !== undefined && at < answeredAt;
}
