import { useEffect, useRef } from "preact/hooks";
import { CloseButton } from "../close-button.tsx";
import { dragChoice } from "../retarget/choice.ts";
import { send } from "../server/world-link.ts";
import { bubblesOf, number } from "../state/world.ts";
import { openList } from "./list.ts";

/** The rows of a list, in a sheet at the bottom of the phone. */
export function Sheet() {
  const sheet = useRef<HTMLDivElement>(null);
  const bubble = bubblesOf(number.value).find(({ id }) => id === openList.value);
  const opener = useRef(document.activeElement);
  useEffect(() => {
    const back = opener.current;
    sheet.current?.querySelector("button")?.focus();
    return () => {
      requestAnimationFrame(() => back instanceof HTMLElement && back.focus());
    };
  }, []);
  // Closes when another member's phone is shown.
  useEffect(() => {
    if (!bubble) close();
  }, [bubble]);
  if (!bubble) return null;
  return (
    <div class="sheet-shade">
      <button type="button" class="behind" tabIndex={-1} aria-hidden="true" onClick={close} />
      <div
        class="sheet"
        role="dialog"
        aria-modal="true"
        aria-labelledby="sheet-title"
        ref={sheet}
        onKeyDown={onKey}
      >
        <div class="sheet-head">
          <h3 id="sheet-title">{bubble.button}</h3>
          <CloseButton label="Close the list" onClose={close} />
        </div>
        <ul>
          {bubble.choices?.map((choice) => (
            <li key={choice.id}>
              <button
                type="button"
                onPointerDown={(event) => dragChoice(event, bubble, choice)}
                onClick={() => {
                  close();
                  const { id, title } = choice;
                  void send(bubble.number, { kind: "choice", id, title });
                }}
              >
                <span>
                  <b>{choice.title}</b>
                  {choice.description && <small>{choice.description}</small>}
                </span>
                <span class="radio" />
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function close(): void {
  openList.value = undefined;
}

/** Escape closes; Tab stays within; arrow keys move between the rows. */
function onKey(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (event.key === "Escape") {
    event.stopPropagation();
    close();
    return;
  }
  const by = { ArrowDown: 1, ArrowUp: -1, Tab: event.shiftKey ? -1 : 1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const index = buttons.indexOf(document.activeElement as HTMLButtonElement) + by;
  buttons.at(index % buttons.length)?.focus();
}
