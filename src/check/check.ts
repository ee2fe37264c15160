import { createFlowModel, type FlowModel, type Terms } from "./flow-model.ts";
import { inOrder, type Problem } from "./problem.ts";
import { findBlurredOutcomes, findDisturbedCalls, findUnansweredCalls } from "./rules/calls.ts";
import { findUntypedContext, findUnwritableContext } from "./rules/context.ts";
import {
  findDeadChoices,
  findEndlessWaits,
  findSilence,
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
export type Check = (folder: string) => Promise<{ problems: Problem[]; study: FlowModel }>;

export function createCheck(terms: Terms): Check {
  const rules: ((model: FlowModel) => Problem[])[] = [
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
    findSilence,
    findDeadChoices,
    findUnofferedChoices,
    findUnansweredWords,
    findUnmarkedQuestions,
    findUnansweredEvents,
    findEndlessWaits,
    findUnansweredCalls,
    findBlurredOutcomes,
    findDisturbedCalls,
    findUnconfirmedMoney,
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
  return async (folder) => {
    const { study: found, problems, unloaded } = await createFlowModel(folder, terms);
    // XState rejects some targets that do not exist; a rule reports them with their line.
    const causes = findLostTargets(found).length > 0 ? problems : [...problems, ...unloaded];
    const told = [...causes, ...rules.flatMap((rule) => rule(found))];
    // XState's own error is useful only where no rule found the cause.
    return {
      study: found,
      problems: inOrder(told.length > 0 ? told : findMisreadings(found)),
    };
  };
}
