import { createJournal } from "../redis/journal.ts";
import { createMembers } from "../redis/operator/members.ts";
import type { Command } from "./command.ts";
import { findMember } from "./find-member.ts";
import { describeTimeline, linesOf } from "./timeline.ts";

/** `timeline <number>`: the journal of a member's conversations, or of one conversation, or what belongs to one id. */
export const timeline: Command = async ({ redis, words: [key], options: { conversation, id } }) => {
  const members = createMembers({ redis });
  const found =
    conversation === undefined
      ? (await findMember(redis, key, "timeline")).contact.conversations
      : [{ id: conversation }];
  const journal = createJournal({ redis });
  const linesIn = async (conversationId: string) => {
    const lines = await journal.read(conversationId);
    return id === undefined ? lines : linesOf(lines, id);
  };
  const conversations = await Promise.all(
    found.map(async (one) => ({
      id: one.id,
      journal: await linesIn(one.id),
      state: await members.conversation(one.id),
    })),
  );
  const lines = conversations.flatMap(({ id, journal, state: { lanes } }) => [
    `Conversation ${id}: ${lanes.replies.entries} replies, ${lanes.calls.entries} calls and ${lanes.unsettled.entries} unsettled money calls pending.`,
    ...(journal.length > 0 ? describeTimeline(journal) : ["Nothing in the last seven days."]),
  ]);
  return { lines, data: conversations.map(({ id, journal }) => ({ id, journal })) };
};
