import { useEffect, useRef } from "preact/hooks";
import type { Step } from "../../protocol.ts";
import { Icon } from "../icon.tsx";
import { isLive, move, moveTo, step, steps } from "../state/view.ts";
import { TimelineActions } from "./timeline-actions.tsx";
import { exactTimeOf, iconOf, troubleOf, wordsOf } from "./words.ts";

/** The conversation's events, one dot each: chart, phone and record show the selected one. */
export function TimeBar() {
  const at = step.value;
  return (
    <section class="time" aria-label="Time">
      <div class="time-walk">
        <button
          type="button"
          class="quiet"
          aria-label="One step back"
          disabled={!at || at.number === steps.value[0]?.number}
          onClick={() => move(-1)}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          class="quiet"
          aria-label="One step forward"
          disabled={isLive.value}
          onClick={() => move(1)}
        >
          <Icon name="forward" />
        </button>
        <button
          type="button"
          class="live"
          aria-pressed={isLive.value}
          onClick={() => moveTo(undefined)}
        >
          <span class="dot" /> Live
        </button>
      </div>
      <Dots />
      <p class="time-words">
        {at ? (
          <>
            <b>
              {at.number} of {steps.value.at(-1)?.number}
            </b>{" "}
            {wordsOf(at.event)}
          </>
        ) : (
          "Nothing has happened yet."
        )}
      </p>
      <TimelineActions />
    </section>
  );
}

function Dots() {
  const list = useRef<HTMLOListElement>(null);
  const current = step.value?.number;
  useEffect(() => {
    const dots: HTMLOListElement | null = list.current;
    const dot = dots?.querySelector("[aria-current]")?.parentElement;
    if (dots && dot) dots.scrollLeft = dot.offsetLeft - dots.clientWidth / 2;
  }, [current, steps.value.length]);
  return (
    <ol class="dots" ref={list}>
      {steps.value.map((each) => (
        <Dot key={each.number} of={each} isCurrent={each.number === current} />
      ))}
    </ol>
  );
}

function Dot({ of, isCurrent }: { of: Step; isCurrent: boolean }) {
  const trouble = troubleOf(of);
  const words = `Step ${of.number}, ${exactTimeOf(of.at)}: ${wordsOf(of.event)}`;
  const isFuture = of.number > (step.value?.number ?? 0);
  return (
    <li data-future={isFuture}>
      <button
        type="button"
        class={`step-dot is-${of.event.kind}`}
        data-trouble={trouble !== undefined}
        aria-current={isCurrent ? "step" : undefined}
        aria-label={trouble ? `${words} (${trouble})` : words}
        title={trouble ? `${words} (${trouble})` : words}
        tabIndex={isCurrent ? 0 : -1}
        onClick={() => moveTo(of.number)}
      >
        <Icon name={iconOf(of.event)} size={14} />
      </button>
    </li>
  );
}
