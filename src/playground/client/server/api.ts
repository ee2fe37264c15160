import { effect } from "@preact/signals";
import type { Input, Member, Step } from "../../protocol.ts";
import { announce } from "../state/notice.ts";
import { addSteps, connection, isConnected } from "../state/server.ts";
import { conversationId } from "../state/view.ts";
import { addMember, lookAt } from "../state/world.ts";

/** Requests to the server, beside the steps that it sends on its own. */

/** Loads the steps of the selected conversation, once for each connection. */
export function keepStepsLoaded(): void {
  const loaded = new Map<string, number>();
  effect(() => {
    const id = conversationId.value;
    const current = connection.value;
    if (id === undefined || !isConnected.value || loaded.get(id) === current) return;
    loaded.set(id, current);
    void ask<{ steps: Step[] }>(`steps?conversation=${encodeURIComponent(id)}`).then((answer) => {
      if (answer) addSteps(id, answer.steps);
    });
  });
}

export function fetchScript(
  id: string,
  to: number,
): Promise<{ test: string; inputs: Input[] } | undefined> {
  return ask(`script?conversation=${encodeURIComponent(id)}&to=${to}`);
}

/** Forks the conversation at a step: a new member with the same accounts, who is then selected. */
export async function fork(id: string, number: number): Promise<void> {
  const answer = await ask<{ member: Member }>("forks", { conversationId: id, number });
  if (!answer) return;
  addMember(answer.member);
  lookAt(answer.member.number);
  announce(`${answer.member.name} continues from step ${number}, with the same accounts.`);
}

async function ask<Answer>(path: string, body?: object): Promise<Answer | undefined> {
  try {
    const response = await fetch(`/playground/api/${path}`, {
      method: body ? "POST" : "GET",
      ...(body && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    if (response.ok) return (await response.json()) as Answer;
    announce(`The server would not: ${await reasonOf(response)}`);
  } catch {
    announce("The server is down. Try again in a moment.");
  }
  return undefined;
}

async function reasonOf(response: Response): Promise<string> {
  const answer = (await response.json().catch(() => ({}))) as { reason?: unknown };
  return typeof answer.reason === "string" ? answer.reason : `${response.status}`;
}
