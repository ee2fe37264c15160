import { createFlowModel, type FlowModel } from "../../src/check/flow-model.ts";
import { terms } from "./terms.ts";

/** @throws with the first problem of machines that cannot be read or loaded */
export async function readModel(folder: string): Promise<FlowModel> {
  const { model, unreadable, unloaded } = await createFlowModel(folder, terms);
  const [problem] = [...unreadable, ...unloaded];
  if (problem) throw new Error(`${problem.file}:${problem.line}  ${problem.sentence}`);
  return model;
}
