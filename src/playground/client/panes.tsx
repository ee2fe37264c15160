import { Icon, type IconName } from "./icon.tsx";
import { isRedacted, problems } from "./state/server.ts";
import { type Pane, pane, shownPane, sidePane } from "./state/view.ts";

const PANES: { name: Pane; icon: IconName; title: string }[] = [
  { name: "phone", icon: "phone", title: "Phone" },
  { name: "chart", icon: "chart", title: "Chart" },
  { name: "record", icon: "record", title: "Record" },
  { name: "log", icon: "log", title: "Log" },
  { name: "check", icon: "check", title: "Check" },
  { name: "world", icon: "world", title: "World" },
];

/** Panes that exist only in development. */
const isThere = ({ name }: { name: Pane }) =>
  !isRedacted.value || !["phone", "world", "check"].includes(name);
const isAtSide = ({ name }: { name: Pane }) => name !== "phone" && name !== "chart";

/** At the bottom of a narrow screen: every pane. */
export function Tabs() {
  return (
    <nav class="tabs" aria-label="Panes">
      {PANES.filter(isThere).map(({ name, icon, title }) => (
        <button
          key={name}
          type="button"
          aria-current={shownPane.value === name ? "page" : undefined}
          onClick={() => open(name)}
        >
          <Icon name={icon} size={20} />
          {title}
          {name === "check" && <ProblemCount />}
        </button>
      ))}
    </nav>
  );
}

/** At the side of a wide screen: all but phone and chart. */
export function SideTabs() {
  const panes = PANES.filter(isThere).filter(isAtSide);
  const move = (by: number) => {
    const index = panes.findIndex(({ name }) => name === sidePane.value) + by;
    const next = panes.at(index % panes.length);
    if (!next) return;
    open(next.name);
    document.getElementById(`tab-${next.name}`)?.focus();
  };
  return (
    <div
      class="side-tabs"
      role="tablist"
      aria-label="Inspector"
      onKeyDown={({ key }) => {
        if (key === "ArrowRight") move(1);
        if (key === "ArrowLeft") move(-1);
      }}
    >
      {panes.map(({ name, title }) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          tabIndex={sidePane.value === name ? 0 : -1}
          aria-selected={sidePane.value === name}
          aria-controls="side-panel"
          onClick={() => open(name)}
        >
          {title}
          {name === "check" && <ProblemCount />}
        </button>
      ))}
    </div>
  );
}

function ProblemCount() {
  const count = problems.value.length;
  if (count === 0) return null;
  return (
    <>
      <span class="badge" aria-hidden="true">
        {count}
      </span>
      <span class="only-spoken">, problems: {count}</span>
    </>
  );
}

function open(name: Pane): void {
  pane.value = name;
  if (isAtSide({ name })) sidePane.value = name;
}
