import type { FlowModel } from "../flow-model.ts";
import type { Simulator } from "./simulator.ts";
import { createSimulators, type Service, WALKED } from "./simulators.ts";
import { type Edge, walk } from "./walk.ts";

export interface Exploration {
  /** Every step, shortest paths first. */
  edges: Edge[];
  /** The same situation in another language. */
  simulatorIn(locale: string): Simulator;
}

/** Explores the machines of a folder together, from root, as they are served. */
export function explore(model: FlowModel, service: Service): Exploration {
  const { simulatorIn, stepsFrom } = createSimulators(model, service);
  const simulator = simulatorIn(WALKED);
  return { edges: walk(simulator, stepsFrom(simulator)), simulatorIn };
}
