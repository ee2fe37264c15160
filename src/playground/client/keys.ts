import { zoomChart } from "./chart/zoom.ts";
import { isSearching } from "./search/search.tsx";
import { areShortcutsShown } from "./shortcuts.tsx";
import { isWide, move, moveTo, selectedBubble, selectedState } from "./state/view.ts";

/** Keyboard shortcuts outside of text fields. Returns a function that removes them. */
export function listenToKeys(): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isWriting(event.target) || (isWalking(event.target) && WALK.has(event.key))) return;
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
  "/": () => {
    isSearching.value = true;
  },
  "?": () => {
    areShortcutsShown.value = true;
  },
  f: () => {
    isWide.value = !isWide.value;
  },
  Escape: () => {
    selectedState.value = undefined;
    selectedBubble.value = undefined;
  },
};

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, dialog, [role=tablist], [role=dialog]") !== null
  );
}

/** The keys that the chart takes while one of its states has the focus. */
const WALK = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Escape"]);

function isWalking(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".states") !== null;
}
