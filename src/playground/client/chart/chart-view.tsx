import { useEffect, useRef } from "preact/hooks";
import type { Chart, ChartState } from "../../protocol.ts";
import { pathOf } from "../../view/path.ts";
import { NumberMarks } from "../numbers/marks.tsx";
import { areNumbersShown } from "../numbers/numbers.ts";
import { selectedState, step } from "../state/view.ts";
import { EdgeEnd, EdgeLabel, EdgeLine } from "./edge.tsx";
import { highlightedStates } from "./highlights.ts";
import { StateBox } from "./state-box.tsx";
import { type Covered, createZoom, type Zoom } from "./zoom.ts";

/** The drawing: boxes, then lines, then the labels of both. */
export function ChartView({ chart }: { chart: Chart }) {
  const svg = useRef<SVGSVGElement>(null);
  const drawing = useRef<SVGGElement>(null);
  const zoom = useRef<Zoom | null>(null);
  const active = innermost(chart);

  // A new drawing is opened at the selected or the active state; so is one whose view has another size.
  useEffect(() => {
    const paper: SVGSVGElement | null = svg.current;
    const drawn: SVGGElement | null = drawing.current;
    if (!paper || !drawn) return undefined;
    const made = createZoom(paper, drawn, chart);
    zoom.current = made;
    // The first call comes as soon as it observes.
    const observer = new ResizeObserver(() => made.open(selectedIn(chart) ?? innermost(chart)));
    observer.observe(paper);
    return () => {
      observer.disconnect();
      made.end();
    };
  }, [chart.machine, chart.width, chart.height]);

  useEffect(() => {
    if (active) zoom.current?.reveal(active);
  }, [active?.id, step.value?.number]);

  useEffect(() => {
    const selected = selectedIn(chart);
    if (selected) zoom.current?.reveal(selected, coveredByPanel(svg.current));
  }, [selectedState.value, chart]);

  const drawn = chart.edges.filter(({ points }) => points.length > 0);
  return (
    <svg
      ref={svg}
      class={areNumbersShown.value ? "drawing with-numbers" : "drawing"}
      aria-label={`Chart of ${chart.machine}`}
    >
      <defs>
        {["", "taken", "possible", "flow", "loss"].map((what) => (
          <marker
            key={what}
            id={`tip-${what}`}
            class={`tip ${what}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto-start-reverse"
          >
            <path d="M0,0.8 L7,4 L0,7.2 Z" />
          </marker>
        ))}
      </defs>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its states are buttons; these keys walk among them */}
      <g ref={drawing} class="states" onKeyDown={walk}>
        {chart.states.map((state) => (
          <StateBox
            key={state.id}
            state={state}
            isTabStop={state === (active ?? chart.states[0])}
          />
        ))}
        {chart.states.map(({ id, start }) => start && <Start key={id} points={start} />)}
        {drawn.map((edge) => (
          <EdgeLine key={edge.id} edge={edge} />
        ))}
        {drawn.map((edge) => (
          <EdgeLabel key={edge.id} edge={edge} />
        ))}
        <NumberMarks chart={chart} />
        {drawn.map((edge) => (
          <EdgeEnd key={edge.id} edge={edge} />
        ))}
      </g>
    </svg>
  );
}

function Start({ points }: { points: { x: number; y: number }[] }) {
  const [dot] = points;
  if (!dot) return null;
  return (
    <g class="start">
      <circle cx={dot.x} cy={dot.y - 4} r={4.5} />
      <path class="line" d={pathOf(points)} marker-end="url(#tip-)" />
    </g>
  );
}

/** The panel of a state is at the right, or at the bottom of a narrow screen. */
function coveredByPanel(paper: SVGSVGElement | null): Covered | undefined {
  const panel = paper?.parentElement?.querySelector(".state-panel")?.getBoundingClientRect();
  const all = paper?.getBoundingClientRect();
  if (!panel || !all) return undefined;
  return panel.width < all.width
    ? { right: all.right - panel.left, bottom: 0 }
    : { right: 0, bottom: all.bottom - panel.top };
}

const selectedIn = ({ states }: Chart) => states.find(({ id }) => id === selectedState.value);

/** The innermost active state. */
function innermost({ states }: Chart): ChartState | undefined {
  return states.findLast(
    ({ id, parent }) => parent !== undefined && highlightedStates.value.has(id),
  );
}

/** Arrow keys move from state to state, in the order of the file. */
function walk(event: KeyboardEvent & { currentTarget: SVGGElement }): void {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") selectedState.value = undefined;
  if (by === undefined) return;
  event.preventDefault();
  const boxes = [...event.currentTarget.querySelectorAll<SVGGElement>("[role=button]")];
  const index = boxes.indexOf(document.activeElement as unknown as SVGGElement) + by;
  boxes.at(index % boxes.length)?.focus();
}
