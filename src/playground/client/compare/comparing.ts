import { computed, signal } from "@preact/signals";
import { compare } from "../../compare/compare.ts";
import type { DrawnCharts } from "../../drawn-charts.ts";
import type { Revision } from "../../protocol.ts";
import { drawnAt, pathsSince, revisions } from "../server/kept-link.ts";
import { charts, wordings } from "../state/server.ts";

/** The comparison with a git revision, as long as its dialog is open. */

export const isComparing = signal(false);
export const since = signal("HEAD");
export const offered = signal<Revision[]>([]);
const before = signal<DrawnCharts | { error: string } | undefined>(undefined);

/** The changed paths on phones, once somebody has asked for them. */
export const paths = signal<{ html: string } | { error: string } | "drawing" | undefined>(
  undefined,
);
/** Of the changed paths; `undefined` where there are none, or not yet. */
export const pathsHtml = computed(() => {
  const found = paths.value;
  return typeof found === "object" && "html" in found && found.html !== "" ? found.html : undefined;
});

/** `undefined` while the machines of the revision are drawn. */
export const comparison = computed(() => {
  const then = before.value;
  if (then === undefined) return undefined;
  if ("error" in then) return then;
  return compare(then, { charts: charts.value, wordings: wordings.value });
});

export async function openComparison(): Promise<void> {
  isComparing.value = true;
  void revisions().then((found) => {
    offered.value = found;
  });
  await compareSince(since.value);
}

export async function compareSince(revision: string): Promise<void> {
  since.value = revision;
  before.value = undefined;
  paths.value = undefined;
  const drawn = await drawnAt(revision);
  // Another one may have been chosen meanwhile.
  if (since.value === revision) before.value = drawn;
}

export async function drawPaths(): Promise<void> {
  const revision = since.value;
  paths.value = "drawing";
  const found = await pathsSince(revision);
  if (since.value === revision) paths.value = found;
}
