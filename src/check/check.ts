import { createFlowModel, type FlowModel, type Terms } from "./flow-model.ts";
import { foldCauses, inOrder, type Problem } from "./problem.ts";
import { findForeignActors, findLostEvents, findWrongIds } from "./rules/actors.ts";
import { findBlurredOutcomes, findDisturbedCalls, findUnansweredCalls } from "./rules/calls.ts";
import {
  findActionsWithCode,
  findForeignFunctions,
  findForeignProperties,
} from "./rules/constructs.ts";
import { findUntypedContext, findUnwritableContext } from "./rules/context.ts";
import {
  findDeadChoices,
  findSilence,
  findTakenNumbers,
  findUnansweredEvents,
  findUnansweredWords,
  findUnmarkedQuestions,
  findUnofferedChoices,
} from "./rules/conversation.ts";
import {
  findDifferences,
  findFilledButtons,
  findRepeatedTitles,
  findTooLong,
  findUnclosedMarks,
  findUnreadable,
} from "./rules/copy.ts";
import {
  findFormsWithoutCancel,
  findLoops,
  findLostEnds,
  findNeverTried,
  findTraps,
  findUnreachable,
} from "./rules/dead-ends.ts";
import { findDuplicates } from "./rules/duplicates.ts";
import { findDottedKeys, findUndescribed } from "./rules/durability.ts";
import {
  findUnknownReviews,
  findUnlistedLanguages,
  findUnofferedLanguages,
  findUntranslated,
} from "./rules/languages.ts";
import {
  findLostMigrations,
  findRepeatedMigrations,
  findUnlistedMigrations,
} from "./rules/migrations.ts";
import { findUnconfirmedMoney } from "./rules/money.ts";
import { findMoneyByDefault, findUntaggedMoney } from "./rules/money-questions.ts";
import {
  findForeignImports,
  findImpure,
  findOutsideChanges,
  findUnrepeatable,
} from "./rules/purity.ts";
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
import { findHiddenMoney, keysHidingMoney } from "./rules/shown-money.ts";
import {
  findBackButtons,
  findForgottenQuestions,
  findFormsWithoutBack,
  findSilentAnswers,
  findUnrepeatedQuestions,
} from "./rules/silence.ts";
import { findEndlessWaits, findTimerLoops, findWrongDelays } from "./rules/timers.ts";
import { findAmbiguousHistory, findRepeatedSendIds, findRootEnds } from "./rules/unsupported.ts";
import {
  findLostRows,
  findMissingValues,
  findTooManyRows,
  findUnofferedRows,
  keysLackingValues,
} from "./rules/values.ts";
import {
  findStolenWords,
  findUnansweredCommands,
  findUnknownFirmWords,
  findWrongWords,
} from "./rules/words.ts";

/** Reports what is wrong in a folder of machines and copy. Serves nothing. */
export type Check = (folder: string) => Promise<{ problems: Problem[]; model: FlowModel }>;

type Rule = (model: FlowModel) => Problem[];

/** What each file says, whatever the others say. */
const rulesOfFiles: Rule[] = [
  findDuplicates,
  findTooLong,
  findUnreadable,
  findRepeatedTitles,
  (model) => findDifferences(model, keysReported(model)),
  findUntranslated,
  findUnclosedMarks,
  findFilledButtons,
  findUnknownReviews,
  findUnofferedLanguages,
  findUnlistedLanguages,
  findUndescribed,
  findDottedKeys,
  findImpure,
  findForeignImports,
  findOutsideChanges,
  findUnrepeatable,
  findForeignProperties,
  findForeignFunctions,
  findActionsWithCode,
  findForeignActors,
  findWrongIds,
  findLostEvents,
  findUntypedContext,
  findUnwritableContext,
  findRepeatedSendIds,
  findAmbiguousHistory,
  findRootEnds,
];

/** Whose values are reported where they are given or sent. */
const keysReported = (model: FlowModel) =>
  new Set([...keysLackingValues(model), ...keysHidingMoney(model)]);

/** Every name exists. Where one does not, what follows from it is not reported. */
const rulesOfNames: Rule[] = [
  findLostTargets,
  findLostNames,
  findLostKeys,
  findHiddenKeys,
  findWrongWords,
  findUnknownFirmWords,
  findUnlistedMigrations,
  findLostMigrations,
  findRepeatedMigrations,
];

/** How the parts of a machine, and the machines, work together. */
const rulesOfFlow: Rule[] = [
  findUnusedKeys,
  findUnusedMachines,
  findMoneyByDefault,
  findNeverTried,
  findTraps,
  findLoops,
  findLostEnds,
  findFormsWithoutCancel,
  findFormsWithoutBack,
  findDeadChoices,
  findTakenNumbers,
  findUnansweredWords,
  findEndlessWaits,
  findWrongDelays,
  findTimerLoops,
  findUnansweredCalls,
  findBlurredOutcomes,
  findDisturbedCalls,
  // Money that is moved unasked needs a question before it needs a tag.
  (model) => (findUnconfirmedMoney(model).length > 0 ? [] : findUntaggedMoney(model)),
];

/** What a machine says is known only if it could be loaded. */
const rulesOfSpeech: Rule[] = [
  findSilence,
  findSilentAnswers,
  findUnrepeatedQuestions,
  findForgottenQuestions,
  findBackButtons,
  findUnofferedChoices,
  findUnmarkedQuestions,
  findUnansweredEvents,
  findUnansweredCommands,
  findStolenWords,
  findMissingValues,
  findLostRows,
  findUnofferedRows,
  findTooManyRows,
  findUnconfirmedMoney,
  findHiddenMoney,
];

/** What is left over in a machine, often because of another problem there. */
const rulesOfLeftovers: Rule[] = [findUnusedNames, findUnreachable];

/** Reports causes, not what follows from them: a file that cannot be read is the only problem. */
export function createCheck(terms: Terms): Check {
  return async (folder) => {
    const { model, problems, unreadable, unloaded } = await createFlowModel(folder, terms);
    const causes = causesIn(model, { problems, unreadable, unloaded });
    return { model, problems: inOrder(foldCauses(causes)) };
  };
}

function causesIn(
  model: FlowModel,
  found: { problems: Problem[]; unreadable: Problem[]; unloaded: Problem[] },
): Problem[] {
  const ask = (rules: Rule[]) => rules.flatMap((rule) => rule(model));
  if (found.unreadable.length > 0) return found.unreadable;
  const names = [...found.problems, ...ask(rulesOfNames)];
  // XState rejects some targets that do not exist; a rule reports them with their line.
  const broken = names.length > 0 ? names : found.unloaded;
  if (broken.length > 0) return [...broken, ...ask(rulesOfFiles)];
  const causes = ask([...rulesOfFiles, ...rulesOfFlow, ...rulesOfSpeech]);
  const files = new Set(causes.map(({ file }) => file));
  const leftovers = ask(rulesOfLeftovers).filter(({ file }) => !files.has(file));
  const reported = [...causes, ...leftovers];
  // XState's own error is useful only where no rule found the cause.
  return reported.length > 0 ? reported : findMisreadings(model);
}
