import type { Growth } from "../figures/growth-figures.ts";
import type { Surroundings } from "../servers/surroundings.ts";
import { measureBatches } from "./batches.ts";
import { measureConversations } from "./conversations.ts";
import { measureInstalledSize } from "./installed-size.ts";
import { measureProcesses } from "./processes.ts";
import { measureRecords } from "./records.ts";
import { measureStarts } from "./start-times.ts";
import type { GrowthOptions } from "./steady-costs.ts";

/** Measures what depends on how much there is: some minutes, some 10 GB of memory. */
export async function measureGrowth(
  surroundings: Surroundings,
  options: GrowthOptions,
): Promise<Growth> {
  return {
    conversations: await measureConversations(surroundings, options),
    recordBytes: await measureRecords(surroundings, options),
    processes: await measureProcesses(surroundings, options),
    batches: await measureBatches(surroundings, options),
    readyMs: await measureStarts(surroundings, options.rounds),
    installedBytes: measureInstalledSize(),
  };
}
