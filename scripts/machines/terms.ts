import type { Terms } from "../../src/check/flow-model.ts";
import { contract } from "../../src/credex/operations/contract.ts";
import { breachesOf } from "../../src/whatsapp/limits.ts";

/** What the seed promises: five quiet minutes. */
const SESSION_MS = 5 * 60_000;

const repeatable = new Map([
  ...Object.entries(contract).map(([name, operation]) => [name, operation.repeatable] as const),
  // Ours: the same language may be kept again.
  ["keepLanguage", true] as const,
]);

/** The world around the machines, as it is served. */
export const terms: Terms = {
  sessionMs: SESSION_MS,
  isRepeatable: (operation) => repeatable.get(operation) ?? false,
  breachesOf,
};
