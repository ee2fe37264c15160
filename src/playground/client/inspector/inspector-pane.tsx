import { SideTabs } from "../panes.tsx";
import { sidePane } from "../state/view.ts";
import { Check } from "./check.tsx";
import { Log } from "./log.tsx";
import { RecordPane } from "./record.tsx";
import { WorldPane } from "./world.tsx";

/** One of record, log, check and world. */
export function InspectorPane() {
  return (
    <section class="pane side" data-name={sidePane.value} aria-label="Inspector">
      <SideTabs />
      <div
        class="side-body"
        id="side-panel"
        role="tabpanel"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard
        tabIndex={0}
        aria-labelledby={`tab-${sidePane.value}`}
      >
        {sidePane.value === "record" && <RecordPane />}
        {sidePane.value === "log" && <Log />}
        {sidePane.value === "check" && <Check />}
        {sidePane.value === "world" && <WorldPane />}
      </div>
    </section>
  );
}
