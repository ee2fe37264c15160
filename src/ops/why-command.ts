import type { Lane } from "../conversation/ports/outbox.ts";
import { WHATSAPP } from "../policy.ts";
import { createDeadLetters } from "../redis/operator/dead-letters.ts";
import type { ConversationState, LaneState, MemberContact } from "../redis/operator/members.ts";
import { createMoneyPause } from "../redis/operator/money-pause.ts";
import { createParkedEvents } from "../redis/operator/parked-events.ts";
import { countCodes } from "../redis/operator/selection.ts";
import type { RedisClient } from "../redis/redis-client.ts";
import { type Command, isoTime, relativeTime } from "./command.ts";
import { subjectOf } from "./dead-command.ts";
import { findMember } from "./find-member.ts";

/** Something that a conversation waits for, and what an operator can do about it. */
interface Reason {
  what: string;
  command?: string;
}

/** `why <number>`: what each conversation of a member waits for, and the command that helps. */
export const why: Command = async ({ redis, words: [key], now }) => {
  const { members, contact } = await findMember(redis, key, "why");
  const pausedSince = await createMoneyPause({ redis }).since();
  const conversations = await Promise.all(
    contact.conversations.map(async ({ id, lastWroteAt }) => {
      const state = await members.conversation(id);
      const reasons = [
        ...laneReasons(state, { pausedSince }),
        ...windowReasons({ contact, lastWroteAt, now }),
        ...(await failureReasons(redis, id)),
      ];
      return { id, lastWroteAt, state, reasons };
    }),
  );
  const lines = conversations.flatMap(({ id, lastWroteAt, state, reasons }) => [
    `Conversation ${id}: the member wrote ${relativeTime(lastWroteAt, now)}.`,
    `  ${describeSession(state)}`,
    ...(reasons.length > 0
      ? reasons.flatMap(({ what, command }) => [
          `  ${what}`,
          ...(command ? [`    → ${command}`] : []),
        ])
      : ["  Nothing is pending: it waits for the member."]),
  ]);
  const data = conversations.map(({ id, lastWroteAt, state, reasons }) => ({
    ...{ id, lastWroteAt: isoTime(lastWroteAt), stage: state.stage, reasons },
    timers: state.timers.map(isoTime),
  }));
  return { lines, data };
};

function describeSession({ stage, sessionEndsInMs, timers, now }: ConversationState): string {
  if (stage === undefined || sessionEndsInMs === undefined)
    return "No session is open: the next message opens one.";
  const next = Math.min(...timers);
  const timer = timers.length > 0 ? `; the next timer fires ${relativeTime(next, now)}` : "";
  return `The session is in ${stage} and ends ${relativeTime(now + sessionEndsInMs, now)}${timer}.`;
}

function laneReasons(
  { lanes, now }: ConversationState,
  { pausedSince }: { pausedSince: string | undefined },
): Reason[] {
  const reasons = (Object.entries(lanes) as [Lane, LaneState][]).flatMap(([lane, state]) =>
    state.entries === 0 ? [] : [describeLane(lane, state, now)],
  );
  if (pausedSince === undefined) return reasons;
  return [
    ...reasons,
    { what: `Money calls are paused since ${pausedSince}.`, command: "npm run ops -- resume" },
  ];
}

const LANE_NAMES: { [lane in Lane]: [one: string, command: string] } = {
  replies: ["reply", "see vimbiso_deliveries_total by code, and `npm run ops -- doctor`"],
  calls: ["call", "see vimbiso_calls_total by outcome, and `npm run ops -- doctor`"],
  unsettled: ["money call without an answer", "check credex-core; a lookup runs until it is found"],
};

function describeLane(lane: Lane, { entries, head, dueAt, heldUntil }: LaneState, now: number) {
  const [name, command] = LANE_NAMES[lane];
  const what = head ? `${name} ${subjectOf(head)}` : `${name} that cannot be parsed`;
  const tries = head && head.attempts > 0 ? `, attempt ${head.attempts + 1}` : "";
  const committed = head ? `, committed ${relativeTime(head.at, now)}` : "";
  const next =
    heldUntil !== undefined && heldUntil > now
      ? `is in progress; its lease ends ${relativeTime(heldUntil, now)}`
      : dueAt === undefined
        ? "is not scheduled"
        : dueAt > now
          ? `is tried again ${relativeTime(dueAt, now)}`
          : `has been due for ${relativeTime(dueAt, now).replace(" ago", "")}: no server takes it`;
  const others = entries > 1 ? ` ${entries - 1} more are behind it.` : "";
  return { what: `The ${what}${tries}${committed}, ${next}.${others}`, command };
}

function windowReasons(options: {
  contact: MemberContact;
  lastWroteAt: number;
  now: number;
}): Reason[] {
  const { contact, lastWroteAt, now } = options;
  const closedAt = lastWroteAt + WHATSAPP.windowMs;
  return [
    ...(closedAt <= now
      ? [
          {
            what: `WhatsApp's window closed ${relativeTime(closedAt, now)}: no message can be sent.`,
            command: "the member must write first",
          },
        ]
      : []),
    ...(contact.isOptedOut
      ? [
          {
            what: "The member has turned notifications off (STOP).",
            command: "the member must write START",
          },
        ]
      : []),
  ];
}

async function failureReasons(redis: RedisClient, conversationId: string): Promise<Reason[]> {
  const [dead, parked] = await Promise.all([
    countCodes(createDeadLetters({ redis }).forEach, { conversationId }),
    countCodes(createParkedEvents({ redis }).forEach, { conversationId }),
  ]);
  const describe = (name: string, command: string, codes: { [code: string]: number }) => {
    const all = Object.entries(codes).map(([code, count]) => `${count} × ${code}`);
    const suffix = `npm run ops -- ${command} list --conversation ${conversationId}`;
    return all.length > 0 ? [{ what: `${name}: ${all.join(", ")}.`, command: suffix }] : [];
  };
  return [
    ...describe("Dead letters", "dead", dead),
    ...describe("Parked events", "parked", parked),
  ];
}
