import { z } from "zod";
import type { Call } from "../conversation/model/effect.ts";
import type { Outcome } from "../conversation/model/event.ts";
import type { Contacts } from "../conversation/ports/contacts.ts";
import type { Operations } from "../conversation/ports/operations.ts";
import { failureOf, type Observe } from "../conversation/ports/telemetry.ts";

/**
 * Adds an operation of ours to credex-core's: `keepLanguage`, which stores a contact's language. It is
 * committed and run like any other call, so a kill loses no choice. A language that is not offered is
 * refused.
 */
export function withLanguageOperation({
  operations,
  contacts,
  isOffered,
  observe,
}: {
  operations: Operations;
  contacts: Pick<Contacts, "keepLocale">;
  /** Whether members may choose this locale. */
  isOffered: (locale: string) => boolean;
  observe: Observe;
}): Operations {
  const Input = z.object({ locale: z.string().refine(isOffered) });
  return {
    ...operations,
    async perform(request) {
      const { call } = request;
      if (call.operation !== "keepLanguage") return operations.perform(request);
      return { kind: "outcome", outcome: await keep(call) };
    },
  };

  async function keep({ address: { phone, userId }, input }: Call): Promise<Outcome> {
    const asked = Input.safeParse(input);
    if (!asked.success) return { kind: "refused", code: "language_not_offered", reason: "" };
    try {
      const { locale } = asked.data;
      const kept = await contacts.keepLocale({ identity: { phone, userId }, locale });
      if (kept === "kept") return { kind: "done", output: null };
      return { kind: "refused", code: "contact_not_found", reason: "" };
    } catch (error) {
      observe(failureOf("contacts", error));
      return { kind: "away" };
    }
  }
}
