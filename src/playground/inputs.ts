import type { Input } from "./protocol.ts";
import type { StoredStep } from "./step-view.ts";

/** What a member did, with pauses where they made a difference. */
export function inputsOf(steps: readonly StoredStep[]): Input[] {
  const inputs: Input[] = [];
  let [lastAt, isWaited] = [steps[0]?.step.at ?? 0, false];
  for (const kept of steps) {
    const { event, at } = kept.step;
    // A timer fired or the session expired, so a pause was part of it.
    isWaited ||= event.kind === "timer" || (inputs.length > 0 && kept.inner.before !== "open");
    const input = inputOf(kept);
    if (!input) continue;
    if (isWaited) inputs.push({ kind: "wait", seconds: Math.ceil((at - lastAt) / 1_000) });
    inputs.push(input);
    [lastAt, isWaited] = [at, false];
  }
  const end = steps.at(-1)?.step.at ?? lastAt;
  if (isWaited) inputs.push({ kind: "wait", seconds: Math.ceil((end - lastAt) / 1_000) });
  return inputs;
}

function inputOf({ step: { event } }: StoredStep): Input | undefined {
  if (event.kind !== "message" || event.what === "flood") return undefined;
  const { what, text = "", choice } = event;
  if (what === "text") return { kind: "text", text };
  return choice === undefined
    ? { kind: "media", media: what }
    : { kind: "choice", choice, title: text };
}
