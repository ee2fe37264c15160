import type { Bubble, Step } from "../../protocol.ts";
import { isEditable } from "../edit/subject.ts";
import { stepOf } from "../phone/origin.ts";
import { charts } from "../state/server.ts";
import { machineOf } from "../state/view.ts";
import { beginDrag, type Dragged } from "./drag.ts";

type Choice = NonNullable<Bubble["choices"]>[number];

/** A button or row of a bubble can be dragged to the state that it shall enter. */
export function dragChoice(press: PointerEvent, bubble: Bubble, choice: Choice): void {
  const dragged = isEditable.value && draggedChoice(choice, stepOf(bubble));
  if (dragged) beginDrag(press, dragged);
}

/**
 * What a choice does, by the step that offered it: the transition of the innermost state that answers it; of
 * several the last, which has no condition.
 */
function draggedChoice({ id, title }: Choice, step: Step | undefined): Dragged | undefined {
  const source = step?.active.at(-1);
  const [, , choice = ""] = id.split("~");
  if (source === undefined || choice === "") return undefined;
  const event = `choice.${choice.split("=")[0]}`;
  const states = charts.value.find(({ machine }) => machine === machineOf(source))?.states ?? [];
  const edges = charts.value.flatMap((chart) => chart.edges).filter((edge) => edge.event === event);
  const parentOf = (state: string) => states.find((each) => each.id === state)?.parent;
  for (let at: string | undefined = source; at !== undefined; at = parentOf(at)) {
    const own = edges.filter((edge) => edge.source === at).slice(-1);
    if (own.length > 0) return { words: `“${title}”`, source: at, edges: own, event };
  }
  return { words: `“${title}”`, source, edges: [], event };
}
