import { useEffect, useRef } from "preact/hooks";
import type { Bubble } from "../../protocol.ts";
import { editWording, isEditable } from "../edit/subject.ts";
import { Icon } from "../icon.tsx";
import { PlaceName } from "../place-name.tsx";
import { dragChoice } from "../retarget/choice.ts";
import { send } from "../server/world-link.ts";
import { wordingOf } from "../state/server.ts";
import { member, moveTo, selectedBubble } from "../state/view.ts";
import { dayOf, timeOf, wordsOf } from "../time/words.ts";
import { openList } from "./list.ts";
import { Markup } from "./markup.tsx";
import { stepOf } from "./origin.ts";

interface BubbleProps {
  bubble: Bubble;
  /** When the previous bubble arrived, if there is one. */
  after: number | undefined;
  isLater: boolean;
  isNewestQuestion: boolean;
}

/** The first bubble of a day has the date above it. */
export function BubbleView({ bubble, after, isLater, isNewestQuestion }: BubbleProps) {
  const isOwn = bubble.from === "member";
  const isOpen = selectedBubble.value === bubble.id;
  const day = dayOf(bubble.at);
  return (
    <>
      {(after === undefined || dayOf(after) !== day) && <li class="day">{day}</li>}
      <li class={`bubble-row ${isOwn ? "is-own" : "is-theirs"}`} data-later={isLater}>
        <button
          type="button"
          class="bubble"
          aria-expanded={isOpen}
          onClick={() => {
            selectedBubble.value = isOpen ? undefined : bubble.id;
          }}
        >
          <span class="only-spoken">{isOwn ? "You: " : "VimbisoPay: "}</span>
          {bubble.media && (
            <span class="media">
              <Icon name="photo" /> {bubble.media}
            </span>
          )}
          <span class="bubble-text">
            <Markup text={bubble.text} />
          </span>
          <span class="bubble-foot">
            {timeOf(bubble.at)}
            {isOwn && bubble.tick && <Tick tick={bubble.tick} />}
          </span>
        </button>
        {bubble.choices && bubble.choices.length > 0 && (
          <Offered bubble={bubble} isNewest={isNewestQuestion && !isLater} />
        )}
        {isOpen && <Origin bubble={bubble} />}
      </li>
    </>
  );
}

const TICK_WORDS = { sent: "sent", taken: "delivered", read: "read" };

function Tick({ tick }: { tick: "sent" | "taken" | "read" }) {
  return (
    <span class={`tick is-${tick}`} role="img" aria-label={TICK_WORDS[tick]}>
      <Icon name={tick === "sent" ? "sent" : "taken"} size={15} />
    </span>
  );
}

/** Older buttons look old but can still be tapped, as on a real phone. */
function Offered({ bubble, isNewest }: { bubble: Bubble; isNewest: boolean }) {
  const { id: bubbleId, number, button, choices = [] } = bubble;
  return (
    <div class="offered" data-old={!isNewest}>
      {button === undefined ? (
        choices.map((choice) => (
          <button
            key={choice.id}
            type="button"
            onPointerDown={(event) => dragChoice(event, bubble, choice)}
            onClick={() =>
              void send(number, { kind: "choice", id: choice.id, title: choice.title })
            }
          >
            {choice.title}
          </button>
        ))
      ) : (
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => {
            openList.value = bubbleId;
          }}
        >
          <Icon name="list" size={16} /> {button}
        </button>
      )}
    </div>
  );
}

/** The source file of a bubble's wording, and the step that sent it. */
function Origin({ bubble }: { bubble: Bubble }) {
  const step = stepOf(bubble);
  const keys = step?.replies.find(({ token }) => token === bubble.token)?.keys ?? [];
  const locale = member.value?.locale ?? "en";
  const element = useRef<HTMLDivElement | null>(null);
  useEffect(() => element.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <div class="origin" ref={element}>
      {keys.map((key) => {
        const texts = wordingOf(key)?.texts;
        const place = (texts?.[locale] ?? texts?.en)?.place;
        return (
          <p key={key}>
            <b>{key}</b> {place && <PlaceName place={place} />}{" "}
            {texts && isEditable.value && (
              <button type="button" class="text" onClick={() => editWording(key)}>
                Edit <span class="only-spoken">{key}</span>
              </button>
            )}
          </p>
        );
      })}
      {step ? (
        <button type="button" class="text" onClick={() => moveTo(step.number)}>
          Step {step.number}: {wordsOf(step.event)}
        </button>
      ) : (
        <p>Its step is not known.</p>
      )}
    </div>
  );
}
