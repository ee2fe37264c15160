import type { StepReply } from "../../protocol.ts";
import { Icon } from "../icon.tsx";
import { moveTo } from "../state/view.ts";
import { timeOf } from "../time/words.ts";
import { Markup } from "./markup.tsx";

interface GhostProps {
  reply: StepReply;
  /** The channel's error. */
  code: string;
  /** Of the step that sent it. */
  number: number;
  at: number;
}

/** Errors of the Cloud API that a member's phone or a designer's test causes. */
const REASONS: { [code: string]: string } = {
  130429: "too many messages were sent",
  131026: "this number cannot receive it",
  131047: "the member wrote more than 24 hours ago",
  131056: "too many messages were sent to this member",
};

/** A reply that the member never gets: its outline where it would be, with the mark of a message that failed. */
export function GhostBubble({ reply, code, number, at }: GhostProps) {
  return (
    <li class="bubble-row is-theirs is-ghost">
      <button type="button" class="bubble" onClick={() => moveTo(number)}>
        <span class="only-spoken">VimbisoPay, not delivered: </span>
        <span class="bubble-text">
          <Markup text={reply.text ?? reply.keys.join(", ")} />
        </span>
        <span class="bubble-foot">{timeOf(at)}</span>
      </button>
      <span class="not-delivered">
        <Icon name="failed" size={14} /> Not delivered:{" "}
        {REASONS[code] ? `${REASONS[code]} (${code})` : code}
      </span>
    </li>
  );
}
