import { Fragment } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Bubble, Step } from "../../protocol.ts";
import { send } from "../server/world-link.ts";
import { isConnected } from "../state/server.ts";
import { isLive, member, step, steps } from "../state/view.ts";
import { bubblesOf, number, typing } from "../state/world.ts";
import { BubbleView } from "./bubble.tsx";
import { GhostBubble } from "./ghost-bubble.tsx";
import { stepOf } from "./origin.ts";

/** The messages in order; those after the selected step are dimmed. */
export function Chat() {
  const list = useRef<HTMLOListElement>(null);
  const bubbles = bubblesOf(number.value);
  const ghosts = steps.value.flatMap(ghostsOf);
  const ghostsBetween = (from: number, to: number) =>
    ghosts
      .filter(({ at }) => at >= from && at < to)
      .map((ghost) => <GhostBubble key={ghost.reply.token} {...ghost} />);
  const isTyping = isLive.value && typing.value.has(number.value ?? "");
  const newestQuestion = bubbles.findLast(({ choices }) => choices?.length);
  const last = bubbles.findLastIndex((bubble) => !isLater(bubble));
  const scroll = useRef(() => {});
  scroll.current = () => {
    const messages: HTMLOListElement | null = list.current;
    if (messages) scrollTo(messages, last);
  };
  useEffect(() => scroll.current(), [number.value, bubbles.length, isTyping, last]);
  // Keeps the newest message visible when the phone shrinks.
  useEffect(() => {
    const observer = new ResizeObserver(() => scroll.current());
    const messages: HTMLOListElement | null = list.current;
    if (messages) observer.observe(messages);
    return () => observer.disconnect();
  }, []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard
    <ol class="chat" ref={list} aria-label="Messages" tabIndex={0}>
      {bubbles.length === 0 && <Start />}
      {bubbles.map((bubble, index) => (
        <Fragment key={bubble.id}>
          {ghostsBetween(bubbles[index - 1]?.at ?? 0, bubble.at)}
          <BubbleView
            bubble={bubble}
            after={bubbles[index - 1]?.at}
            isLater={isLater(bubble)}
            isNewestQuestion={bubble === newestQuestion}
          />
        </Fragment>
      ))}
      {ghostsBetween(bubbles.at(-1)?.at ?? 0, Number.POSITIVE_INFINITY)}
      {isTyping && (
        <li class="bubble-row is-theirs">
          <span class="bubble typing">
            <i />
            <i />
            <i />
          </span>
        </li>
      )}
    </ol>
  );
}

/** The replies of a step that were given up. */
function ghostsOf({ number, at, replies }: Step) {
  return replies.flatMap((reply) =>
    reply.givenUpFor === undefined ? [] : [{ reply, code: reply.givenUpFor, number, at }],
  );
}

/** Scrolls to the bottom while live; otherwise to the last bubble of the selected step. */
function scrollTo(chat: HTMLElement, last: number): void {
  const bubble = chat.querySelectorAll<HTMLElement>(".bubble-row:not(.is-ghost)")[last];
  if (isLive.value) chat.scrollTop = chat.scrollHeight;
  else if (bubble)
    chat.scrollTop = bubble.offsetTop + bubble.offsetHeight - chat.clientHeight * 0.7;
}

/** A member's message by its time, a reply by the step that sent it. */
function isLater(bubble: Bubble): boolean {
  const at = step.value;
  if (isLive.value || !at) return false;
  const of = stepOf(bubble);
  return of ? of.number > at.number : bubble.at > at.at;
}

function Start() {
  const who = member.value;
  if (!who) return <li class="chat-start">Add a member to begin.</li>;
  return (
    <li class="chat-start">
      <p>
        You are <strong>{who.name}</strong>. Write to VimbisoPay as a member does: the chart shows
        where the conversation stands.
      </p>
      <button
        type="button"
        class="primary"
        disabled={!isConnected.value}
        onClick={() => void send(who.number, { kind: "text", text: "hi" })}
      >
        Say hi
      </button>
    </li>
  );
}
