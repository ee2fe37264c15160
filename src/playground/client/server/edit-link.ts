import type { Edit, Preview } from "../../edit-protocol.ts";
import { boot } from "../boot.ts";
import { nextDrawing } from "../state/server.ts";

/** The answer to edits: what they do, or why they cannot be made. */
export type Answer = { ok: true; preview: Preview } | { ok: false; error: string };

export const preview = (edits: Edit[]): Promise<Answer> => ask("/preview", { edits });
export const save = (edits: Edit[]): Promise<Answer> => change("", { edits });
export const undo = (): Promise<Answer> => change("/undo", {});
export const redo = (): Promise<Answer> => change("/redo", {});

/** Answers once the page shows the changed machines: an edit that began before would be a conflict with this one. */
async function change(path: string, body: object): Promise<Answer> {
  const drawn = nextDrawing();
  const answer = await ask(path, body);
  if (answer.ok && answer.preview.problems.length === 0) await drawn;
  return answer;
}

async function ask(path: string, body: object): Promise<Answer> {
  try {
    const response = await fetch(new URL(`/world/edits${path}`, boot.worldUrl), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return { ok: true, preview: (await response.json()) as Preview };
    const { error } = (await response.json().catch(() => ({}))) as { error?: unknown };
    return { ok: false, error: typeof error === "string" ? error : `${response.status}` };
  } catch {
    return { ok: false, error: "npm run dev is gone: start it again." };
  }
}
