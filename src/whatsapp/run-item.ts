import { type Observe, reasonOf } from "../conversation/ports/telemetry.ts";
/**
 * Runs one item of a webhook. An error is reported and affects no other item. The failure's code is the
 * store's own if it has one, else `code`.
 */
export async function runItem<T>(
  { observe, code }: { observe: Observe; code: string },
  task: () => Promise<T>,
): Promise<T | "failed"> {
  try {
    return await task();
  } catch (error) {
    const reason = reasonOf(error);
    observe(
      reason === undefined
        ? { kind: "failure", where: "webhook", code, cause: nameOf(error) }
        : { kind: "failure", where: "webhook", code: reason, cause: `${code}: ${nameOf(error)}` },
    );
    return "failed";
  }
}

/** An error's message may quote a member: only its name and code are reported. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error ? `${error.name} ${error.code}` : error.name;
}
