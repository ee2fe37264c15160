import type { Terms } from "../../src/check/flow-model.ts";
import { contract } from "../../src/credex/operations/contract.ts";
import { breachesOf } from "../../src/whatsapp/limits.ts";

/** The specification's session lifetime: five minutes. */
const SESSION_MS = 5 * 60_000;

const repeatable = new Map([
  ...Object.entries(contract).map(([name, operation]) => [name, operation.repeatable] as const),
  // Ours: storing the same language again changes nothing.
  ["keepLanguage", true] as const,
]);

/** The environment of the machines, as they are served. */
export const terms: Terms = {
  sessionMs: SESSION_MS,
  isRepeatable: (operation) => repeatable.get(operation) ?? false,
  breachesOf,
};
