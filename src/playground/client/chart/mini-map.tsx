import type { Chart } from "../../protocol.ts";
import { highlightedStates } from "./highlights.ts";
import { lookAt, seen } from "./zoom.ts";

/** The largest size of the map, in pixels. */
const WIDTH = 168;
const HEIGHT = 112;

/** The whole chart in a corner, with the part that is in view; a press there moves the view. */
export function MiniMap({ chart }: { chart: Chart }) {
  const view = seen.value;
  if (!view || view.isWhole) return null;
  const scale = Math.min(WIDTH / chart.width, HEIGHT / chart.height);
  const move = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    if (event.buttons !== 1) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    lookAt((event.clientX - left) / scale, (event.clientY - top) / scale);
  };
  return (
    <svg
      class="mini-map"
      // The keys of the chart reach the same places.
      aria-hidden="true"
      width={chart.width * scale}
      height={chart.height * scale}
      viewBox={`0 0 ${chart.width} ${chart.height}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        move(event);
      }}
      onPointerMove={move}
    >
      {chart.states.map(({ id, kind, x, y, width, height }) => (
        <rect
          key={id}
          class={`${kind} ${highlightedStates.value.has(id) ? "lit" : ""}`}
          x={x}
          y={y}
          width={width}
          height={height}
          rx={12}
        />
      ))}
      <rect class="seen" x={view.x} y={view.y} width={view.width} height={view.height} />
    </svg>
  );
}
