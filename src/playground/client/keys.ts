import { zoomChart } from "./chart/zoom.ts";
import { move, moveTo, selectedBubble, selectedState } from "./state/view.ts";

/** Keyboard shortcuts outside of text fields. Returns a function that removes them. */
export function listenToKeys(): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isWriting(event.target)) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}

const actions: { [key: string]: () => void } = {
  ArrowLeft: () => move(-1),
  ArrowRight: () => move(1),
  End: () => moveTo(undefined),
  "+": () => zoomChart("in"),
  "=": () => zoomChart("in"),
  "-": () => zoomChart("out"),
  "0": () => zoomChart("whole"),
  Escape: () => {
    selectedState.value = undefined;
    selectedBubble.value = undefined;
  },
};

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, [role=tablist], [role=dialog], .states") !== null
  );
}
