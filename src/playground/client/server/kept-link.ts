import type { DrawnCharts } from "../../drawn-charts.ts";
import type { Revision } from "../../protocol.ts";
import { boot } from "../boot.ts";

/** The newest commits that changed the machines; none while the world does not answer. */
export async function revisions(): Promise<Revision[]> {
  const response = await fetch(new URL("/world/revisions", boot.worldUrl)).catch(() => undefined);
  return response?.ok ? ((await response.json()) as Revision[]) : [];
}

/** The machines and wordings of a git revision, or why there are none. */
export const drawnAt = (revision: string) => ask<DrawnCharts>("drawn", revision);

/** The paths that changed since a git revision, as HTML, or why there are none. */
export const pathsSince = (revision: string) => ask<{ html: string }>("paths", revision);

async function ask<Answer>(what: string, revision: string): Promise<Answer | { error: string }> {
  try {
    const query = new URLSearchParams({ revision });
    const response = await fetch(new URL(`/world/${what}?${query}`, boot.worldUrl));
    const answer = (await response.json()) as Answer & { error?: string };
    return response.ok ? answer : { error: answer.error ?? `${response.status}` };
  } catch {
    return { error: "npm run dev is gone: start it again." };
  }
}
