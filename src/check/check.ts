import { inOrder, type Problem } from "./problem.ts";
import {
  findFormsWithoutCancel,
  findLoops,
  findLostEnds,
  findNeverTried,
  findTraps,
  findUnreachable,
} from "./rules/dead-ends.ts";
import {
  findLostKeys,
  findLostNames,
  findLostTargets,
  findUnusedKeys,
  findUnusedMachines,
  findUnusedNames,
} from "./rules/references.ts";
import { type Study, study } from "./study.ts";

/** Finds what is wrong in a folder of machines and copy, and serves nothing. */
export type Check = (folder: string) => Promise<{ problems: Problem[]; study: Study }>;

export function createCheck(): Check {
  const rules: ((study: Study) => Problem[])[] = [
    findLostTargets,
    findLostNames,
    findLostKeys,
    findUnusedNames,
    findUnusedKeys,
    findUnusedMachines,
    findUnreachable,
    findNeverTried,
    findTraps,
    findLoops,
    findLostEnds,
    findFormsWithoutCancel,
  ];
  return async (folder) => {
    const { study: found, problems } = await study(folder);
    return {
      study: found,
      problems: inOrder([...problems, ...rules.flatMap((rule) => rule(found))]),
    };
  };
}
