import { drag } from "./drag.ts";

/** The line from what is dragged to the pointer, and what it would do there. */
export function DragLine() {
  if (!drag.value) return null;
  const { dragged, from, to, target } = drag.value;
  return (
    <div class="drag" data-over={target !== undefined}>
      <svg aria-hidden="true">
        <path d={`M${from.x},${from.y}L${to.x},${to.y}`} />
        <circle cx={to.x} cy={to.y} r={5} />
      </svg>
      <p role="status" style={{ left: `${to.x + 14}px`, top: `${to.y + 14}px` }}>
        <b>{dragged.words}</b> → {target ? target.title : "drop it on a state"}
      </p>
    </div>
  );
}
