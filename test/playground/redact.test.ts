import { expect, test } from "vitest";
import { offeredCopies } from "../../machines/copy/languages.ts";
import { choiceNamesIn } from "../../src/copy/choice-names.ts";
import type { Step } from "../../src/playground/protocol.ts";
import { redact } from "../../src/playground/redact.ts";

const names = choiceNamesIn(offeredCopies({ withUnreviewed: true }));

/** What is left of a choice that a member's step holds. */
function shown(choice: string) {
  const step = {
    event: { kind: "message", id: "m", what: "choice", choice },
    metadata: { stage: "s", direction: "IN", option: choice },
    replies: [],
    contexts: {},
    record: {},
  } as unknown as Step;
  const { event, metadata } = redact(step, names);
  return [(event as { choice?: string }).choice, metadata.option];
}

test.each([
  ["confirm", "confirm"],
  ["denomination=USD", "denomination"],
  ["account=A-17", "account"],
  ["SECRETTEXTmarker", "other"],
  ["Tariro", "other"],
  ["Tariro=confirm", "other"],
  ["constructor", "other"],
  ["", "other"],
])("of the choice %j a viewer sees %j", (choice, name) => {
  expect(shown(choice)).toEqual([name, name]);
});
