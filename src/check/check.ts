import { createFlowModel, type FlowModel, type Terms } from "./flow-model.ts";
import { inOrder, type Problem } from "./problem.ts";
import { findBlurredOutcomes, findDisturbedCalls, findUnansweredCalls } from "./rules/calls.ts";
import { findUntypedContext, findUnwritableContext } from "./rules/context.ts";
import {
  findDeadChoices,
  findEndlessWaits,
  findSilence,
  findTakenNumbers,
  findUnansweredEvents,
  findUnansweredWords,
  findUnmarkedQuestions,
  findUnofferedChoices,
} from "./rules/conversation.ts";
import { findDifferences, findRepeatedTitles, findTooLong, findUnreadable } from "./rules/copy.ts";
import {
  findFormsWithoutCancel,
  findLoops,
  findLostEnds,
  findNeverTried,
  findTraps,
  findUnreachable,
} from "./rules/dead-ends.ts";
import { findClocks, findDottedKeys, findSpawns, findUndescribed } from "./rules/durability.ts";
import { findUnconfirmedMoney } from "./rules/money.ts";
import { findMoneyByDefault, findUntaggedMoney } from "./rules/money-questions.ts";
import {
  findHiddenKeys,
  findLostKeys,
  findLostNames,
  findLostTargets,
  findUnusedKeys,
  findUnusedMachines,
  findUnusedNames,
} from "./rules/references.ts";
import { findMisreadings } from "./rules/running.ts";
import {
  findAmbiguousHistory,
  findRepeatedSendIds,
  findRootEnds,
  findUnsupportedCalls,
  findUnsupportedProperties,
} from "./rules/unsupported.ts";

/** Reports what is wrong in a folder of machines and copy. Serves nothing. */
export type Check = (folder: string) => Promise<{ problems: Problem[]; model: FlowModel }>;

export function createCheck(terms: Terms): Check {
  const rules: ((model: FlowModel) => Problem[])[] = [
    findLostTargets,
    findLostNames,
    findLostKeys,
    findHiddenKeys,
    findUnusedNames,
    findUnusedKeys,
    findUnusedMachines,
    findUnreachable,
    findNeverTried,
    findTraps,
    findLoops,
    findLostEnds,
    findFormsWithoutCancel,
    findDeadChoices,
    findTakenNumbers,
    findUnansweredWords,
    findEndlessWaits,
    findUnansweredCalls,
    findBlurredOutcomes,
    findDisturbedCalls,
    findUntaggedMoney,
    findMoneyByDefault,
    findTooLong,
    findUnreadable,
    findRepeatedTitles,
    findDifferences,
    findUndescribed,
    findDottedKeys,
    findClocks,
    findSpawns,
    findUnsupportedCalls,
    findUnsupportedProperties,
    findRepeatedSendIds,
    findAmbiguousHistory,
    findRootEnds,
    findUntypedContext,
    findUnwritableContext,
  ];
  // What a machine says is known only if it could be loaded.
  const rulesOfLoaded = [
    findSilence,
    findUnofferedChoices,
    findUnmarkedQuestions,
    findUnansweredEvents,
    findUnconfirmedMoney,
  ];
  return async (folder) => {
    const { model: found, problems, unloaded } = await createFlowModel(folder, terms);
    // XState rejects some targets that do not exist; a rule reports them with their line.
    const causes = findLostTargets(found).length > 0 ? problems : [...problems, ...unloaded];
    const isLoaded = found.machines.every(({ loaded }) => loaded);
    const asked = isLoaded ? [...rules, ...rulesOfLoaded] : rules;
    const told = [...causes, ...asked.flatMap((rule) => rule(found))];
    // XState's own error is useful only where no rule found the cause.
    return {
      model: found,
      problems: inOrder(told.length > 0 ? told : findMisreadings(found)),
    };
  };
}
