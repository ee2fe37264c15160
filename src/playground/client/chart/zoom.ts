import { signal } from "@preact/signals";
import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity, zoomTransform } from "d3-zoom";
import type { Chart, ChartState } from "../../protocol.ts";

/** Zooms, pans and fits the chart: by wheel and pinch, by dragging, by buttons and keys. */

const STEP = 1.3;
const LEAST = 0.15;
const MOST = 3;
/** Below this a label is unreadable, so the active state is shown rather than the whole chart. */
const READABLE = 0.62;
/** Below this, states show their names in large letters in place of all details. */
const DETAILED = 0.5;
const NEAR = 0.95;
const MARGIN = 24;

const still = matchMedia("(prefers-reduced-motion: reduce)");

export interface Zoom {
  in(): void;
  out(): void;
  /** The whole chart. */
  whole(): void;
  /** The surroundings of the state; the whole chart if it is readable, or there is no state. */
  open(state: ChartState | undefined): void;
  /**
   * Scrolls a state into view if it is hidden or covered; zooms in until it is readable, unless the user chose the
   * zoom.
   */
  reveal(state: ChartState, covered?: Covered): void;
  lookAt(x: number, y: number): void;
  pan(x: number, y: number): void;
  /** From now on a state is revealed at a readable scale, whatever scale was chosen before. */
  approach(): void;
  end(): void;
}

/** The part of the chart that is in view, in the lengths of the chart. */
export interface Seen {
  x: number;
  y: number;
  width: number;
  height: number;
  isWhole: boolean;
}
export const seen = signal<Seen | undefined>(undefined);

/** How much of the view is covered, in pixels. */
export interface Covered {
  right: number;
  bottom: number;
}
const NOTHING: Covered = { right: 0, bottom: 0 };

let current: Zoom | undefined;
export const zoomChart = (action: "in" | "out" | "whole") => current?.[action]();
/** Moves the view to a point of the chart; the scale stays. */
export const lookAt = (x: number, y: number) => current?.lookAt(x, y);
/** Moves the view by so many pixels. */
export const pan = (x: number, y: number) => current?.pan(x, y);
export const approach = () => current?.approach();

export function createZoom(svg: SVGSVGElement, drawing: SVGGElement, chart: Chart): Zoom {
  let isByHand = false;
  const selection = select<SVGSVGElement, unknown>(svg);
  const behavior = zoom<SVGSVGElement, unknown>()
    .scaleExtent([LEAST, MOST])
    // By default from the drawing's width, which throws once the chart has left the page.
    .extent(() => [
      [0, 0],
      [svg.clientWidth, svg.clientHeight],
    ])
    .filter(
      (event: Event) => !(event instanceof MouseEvent && event.button > 0) && !isGrip(event.target),
    )
    .on("zoom", ({ transform, sourceEvent }: D3ZoomEvent<SVGSVGElement, unknown>) => {
      const { x, y, k } = transform;
      if (sourceEvent) isByHand = true;
      drawing.classList.toggle("glides", !sourceEvent && !still.matches);
      drawing.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
      drawing.style.setProperty("--scale", `${k}`);
      drawing.dataset.detail = k < DETAILED ? "names" : "all";
      seen.value = seenBy(transform);
    });
  selection.call(behavior).on("dblclick.zoom", null);

  const size = () => svg.getBoundingClientRect();
  const seenBy = ({ x, y, k }: ZoomTransform): Seen => {
    const [width, height] = [size().width / k, size().height / k];
    const [left, top] = [-x / k, -y / k];
    const isWhole =
      left <= 0 && top <= 0 && left + width >= chart.width && top + height >= chart.height;
    return { x: left, y: top, width, height, isWhole };
  };
  const set = (transform: ZoomTransform) => behavior.transform(selection, transform);
  const scaleToFit = () => {
    const { width, height } = size();
    const scale = Math.min(
      (width - 2 * MARGIN) / chart.width,
      (height - 2 * MARGIN) / chart.height,
    );
    return Math.min(1.15, Math.max(LEAST, scale));
  };
  /** Keeps empty space in the view to a minimum. */
  const centre = (x: number, y: number, scale: number) => {
    const { width, height } = size();
    const [across, down] = [width / 2 / scale, height / 2 / scale];
    return zoomIdentity
      .translate(width / 2, height / 2)
      .scale(scale)
      .translate(-within(x, across, chart.width), -within(y, down, chart.height));
  };
  const centreOf = ({ x, y, width, height }: ChartState): [number, number] => [
    x + width / 2,
    y + height / 2,
  ];
  const whole = () => set(centre(chart.width / 2, chart.height / 2, scaleToFit()));

  const scale = (by: number) => {
    isByHand = true;
    behavior.scaleBy(selection, by);
  };

  current = {
    in: () => scale(STEP),
    out: () => scale(1 / STEP),
    whole: () => {
      isByHand = true;
      whole();
    },
    open(state) {
      if (!state || scaleToFit() >= READABLE) whole();
      else set(centre(...centreOf(state), NEAR));
    },
    reveal(state, covered = NOTHING) {
      const { k } = zoomTransform(svg);
      const [x, y] = zoomTransform(svg).apply(centreOf(state));
      const { width, height } = size();
      const [halfWidth, halfHeight] = [(state.width * k) / 2, (state.height * k) / 2];
      const isInView =
        x - halfWidth > 0 &&
        x + halfWidth < width - covered.right &&
        y - halfHeight > 0 &&
        y + halfHeight < height - covered.bottom;
      const isTooFar = !isByHand && k < READABLE;
      if (isInView && !isTooFar) return;
      const near = isTooFar ? NEAR : k;
      const [centreX, centreY] = centreOf(state);
      const [left, up] = [covered.right / 2 / near, covered.bottom / 2 / near];
      set(centre(centreX, centreY, near).translate(-left, -up));
    },
    lookAt(x, y) {
      isByHand = true;
      set(centre(x, y, zoomTransform(svg).k));
    },
    pan(x, y) {
      behavior.translateBy(selection, x / zoomTransform(svg).k, y / zoomTransform(svg).k);
    },
    approach() {
      isByHand = false;
    },
    end: () => {
      selection.on(".zoom", null);
      seen.value = undefined;
      current = undefined;
    },
  };
  return current;
}

/** A grip is dragged without the chart. */
function isGrip(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-grip]") !== null;
}

/**
 * Where to centre a view, `half` to each side, so that it stays within a chart of that length; the middle if it cannot.
 */
function within(at: number, half: number, length: number): number {
  if (length <= 2 * half) return length / 2;
  return Math.min(Math.max(at, half - MARGIN), length - half + MARGIN);
}
