import { computed, signal } from "@preact/signals";
import type { ChartEdge, ChartState } from "../../protocol.ts";
import { chart } from "../chart/highlights.ts";
import { pan } from "../chart/zoom.ts";
import { addWay, retarget } from "../edit/subject.ts";

/** What is dragged to a state: transitions of one source, or a choice of a state that no transition answers. */
export interface Dragged {
  /** What happens: "“Send offer”". */
  words: string;
  source: string;
  edges: ChartEdge[];
  /** "choice.confirm" */
  event: string;
}

interface Point {
  x: number;
  y: number;
}

interface Drag {
  dragged: Dragged;
  /** In the window. */
  from: Point;
  to: Point;
  target?: ChartState;
}

export const drag = signal<Drag | undefined>(undefined);
export const isDragging = computed(() => drag.value !== undefined);
export const dropTarget = computed(() => drag.value?.target?.id);

/** Pixels until a press is a drag. */
const LEAST = 5;
/** This near to the border of the view, the chart moves by so many pixels a frame. */
const BORDER = 36;
const PACE = 9;

/**
 * Follows the pointer from its press until it is released on a state, where the form of the edit opens. Escape ends it.
 */
export function beginDrag(press: PointerEvent, dragged: Dragged): void {
  if (press.button !== 0) return;
  const from = { x: press.clientX, y: press.clientY };
  let frame = 0;
  const move = ({ clientX: x, clientY: y }: PointerEvent) => {
    if (!drag.value && Math.hypot(x - from.x, y - from.y) < LEAST) return;
    if (!drag.value) frame = requestAnimationFrame(panAtBorder);
    show({ x, y });
  };
  const show = (to: Point) => {
    const target = stateAt(to);
    drag.value = { dragged, from, to, ...(target && { target }) };
  };
  const panAtBorder = () => {
    const to = drag.value?.to;
    if (!to) return;
    const { x, y } = stepAtBorder(to);
    if (x !== 0 || y !== 0) {
      pan(x, y);
      from.x += x;
      from.y += y;
      show(to);
    }
    frame = requestAnimationFrame(panAtBorder);
  };
  const end = () => {
    const done = drag.value;
    stop();
    if (done?.target) drop(dragged, done.target);
  };
  const cancel = ({ key }: KeyboardEvent) => {
    if (key === "Escape") stop();
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    drag.value = undefined;
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", stop);
    removeEventListener("keydown", cancel);
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", stop);
  addEventListener("keydown", cancel);
}

function drop({ source, edges, event }: Dragged, { id }: ChartState): void {
  const moved = edges.filter(({ target }) => target !== id);
  if (moved.length > 0) retarget(moved, id);
  else if (edges.length === 0) addWay(source, event, id);
}

/** The innermost state of the shown chart at a point of the window; never the machine itself. */
function stateAt({ x, y }: Point): ChartState | undefined {
  const box = document
    .elementsFromPoint(x, y)
    .map((element) => element.closest<SVGGElement>(".drawing [data-state]"))
    .find((element) => element !== null);
  return chart.value?.states.find(
    ({ id, parent }) => id === box?.dataset.state && parent !== undefined,
  );
}

/** How the chart has to move so that what lies beyond the border comes into view. */
function stepAtBorder({ x, y }: Point): Point {
  const view = document.querySelector(".chart-body")?.getBoundingClientRect();
  if (!view || x < view.left || x > view.right || y < view.top || y > view.bottom)
    return { x: 0, y: 0 };
  const along = (at: number, least: number, most: number) =>
    at - least < BORDER ? PACE : most - at < BORDER ? -PACE : 0;
  return { x: along(x, view.left, view.right), y: along(y, view.top, view.bottom) };
}
