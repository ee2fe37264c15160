import { useEffect } from "preact/hooks";
import { ChartPane } from "./chart/chart-pane.tsx";
import { CompareView } from "./compare/compare-view.tsx";
import { EditDialog } from "./edit/edit-dialog.tsx";
import { Header } from "./header.tsx";
import { InspectorPane } from "./inspector/inspector-pane.tsx";
import { listenToKeys } from "./keys.ts";
import { Notices } from "./notices.tsx";
import { Tabs } from "./panes.tsx";
import { Phone } from "./phone/phone.tsx";
import { isDragging } from "./retarget/drag.ts";
import { DragLine } from "./retarget/drag-line.tsx";
import { Search } from "./search/search.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { isRedacted } from "./state/server.ts";
import { isWide, shownPane } from "./state/view.ts";
import { TimeBar } from "./time/time-bar.tsx";

/** Phone left, chart in the middle, inspector right, timeline below; one pane at a time on a narrow screen. */
export function App() {
  useEffect(listenToKeys, []);
  return (
    <div
      class="app"
      data-pane={shownPane.value}
      data-redacted={isRedacted.value}
      data-wide={isWide.value}
      data-dragging={isDragging.value}
    >
      <Header />
      <Notices />
      <main class="panes">
        {!isRedacted.value && <Phone />}
        <ChartPane />
        <TimeBar />
        <InspectorPane />
      </main>
      <Tabs />
      <DragLine />
      <EditDialog />
      <CompareView />
      <Search />
      <Shortcuts />
    </div>
  );
}
