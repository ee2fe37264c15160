import type { DrawnCharts } from "../../drawn-charts.ts";
import type { Revision } from "../../protocol.ts";
import { boot } from "../boot.ts";

/** The newest commits that changed the machines; none while the world does not answer. */
export async function revisions(): Promise<Revision[]> {
  const response = await fetch(new URL("/world/revisions", boot.worldUrl)).catch(() => undefined);
  return response?.ok ? ((await response.json()) as Revision[]) : [];
}

/** The machines and wordings of a git revision, or why there are none. */
export async function drawnAt(revision: string): Promise<DrawnCharts | { error: string }> {
  try {
    const query = new URLSearchParams({ revision });
    const response = await fetch(new URL(`/world/drawn?${query}`, boot.worldUrl));
    const answer = (await response.json()) as DrawnCharts & { error?: string };
    return response.ok ? answer : { error: answer.error ?? `${response.status}` };
  } catch {
    return { error: "npm run dev is gone: start it again." };
  }
}
