import type { NumbersAnswer } from "../../numbers-protocol.ts";

/** The numbers of a query such as "days=7", or why there are none. */
export async function fetchNumbers(query: string): Promise<NumbersAnswer | { error: string }> {
  try {
    const response = await fetch(`/playground/api/numbers?${query}`);
    const answer = (await response.json()) as NumbersAnswer & { reason?: string };
    return response.ok ? answer : { error: answer.reason ?? `${response.status}` };
  } catch {
    return { error: "The server is down." };
  }
}
