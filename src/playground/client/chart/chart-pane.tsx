import { Icon } from "../icon.tsx";
import { Funnel } from "../numbers/funnel.tsx";
import { areNumbersShown } from "../numbers/numbers.ts";
import { NumbersBar, NumbersSwitch } from "../numbers/numbers-bar.tsx";
import { NumbersStatus } from "../numbers/numbers-status.tsx";
import { isSearching } from "../search/search.tsx";
import { isConnected } from "../state/server.ts";
import { isLive, isWide, selectedState, step } from "../state/view.ts";
import { ChartView } from "./chart-view.tsx";
import { deedOf } from "./do-it.ts";
import { printChart, saveSvg } from "./export.ts";
import { Follow } from "./follow.tsx";
import { chart, goneStates, possibleInputs } from "./highlights.ts";
import { Legend } from "./legend.tsx";
import { MiniMap } from "./mini-map.tsx";
import { StatePanel } from "./state-panel.tsx";
import { TakenPath } from "./taken-path.tsx";
import { zoomChart } from "./zoom.ts";

/** The machine of the conversation, and its active state. */
export function ChartPane() {
  const drawn = chart.value;
  return (
    <section class="pane chart" data-name="chart" aria-label="Chart">
      <div class="chart-head">
        <TakenPath />
        <span class="spring" />
        <Follow />
        {!isLive.value && !areNumbersShown.value && <span class="past">Past step</span>}
        <NumbersSwitch />
        <button
          type="button"
          class="quiet"
          aria-label="Search"
          title="Search (/)"
          onClick={() => {
            isSearching.value = true;
          }}
        >
          <Icon name="search" />
        </button>
        <button
          type="button"
          class="quiet widen"
          aria-label="Give the chart the whole width"
          aria-pressed={isWide.value}
          title="Whole width (F)"
          onClick={() => {
            isWide.value = !isWide.value;
          }}
        >
          <Icon name="wide" />
        </button>
      </div>
      <NumbersBar />
      <div class="chart-body">
        {drawn ? (
          <ChartView chart={drawn} />
        ) : (
          <p class="blank">
            {isConnected.value ? "Drawing the machines…" : "Waiting for the server…"}
          </p>
        )}
        {drawn && (
          <div class="chart-corner">
            <MiniMap chart={drawn} />
            <Legend />
          </div>
        )}
        <div class="zoom-buttons">
          <button
            type="button"
            aria-label="Zoom in"
            title="Zoom in (+)"
            onClick={() => zoomChart("in")}
          >
            <Icon name="plus" />
          </button>
          <button
            type="button"
            aria-label="Zoom out"
            title="Zoom out (−)"
            onClick={() => zoomChart("out")}
          >
            <Icon name="minus" />
          </button>
          <button
            type="button"
            aria-label="Fit the chart"
            title="Fit (0)"
            onClick={() => zoomChart("whole")}
          >
            <Icon name="fit" />
          </button>
          {drawn && (
            <>
              <button
                type="button"
                aria-label="Save the chart as SVG"
                title="Save as SVG"
                onClick={() => saveSvg(drawn)}
              >
                <Icon name="save" />
              </button>
              <button
                type="button"
                aria-label="Print the chart, or save it as PDF"
                title="Print, or save as PDF"
                onClick={() => printChart(drawn)}
              >
                <Icon name="print" />
              </button>
            </>
          )}
        </div>
        <NumbersStatus />
        <Funnel />
        {selectedState.value !== undefined && <StatePanel id={selectedState.value} />}
      </div>
      <Now />
    </section>
  );
}

/** The possible inputs in words; a press on one makes the member do it. */
function Now() {
  const inputs = possibleInputs.value;
  const [gone] = goneStates.value;
  const calls = step.value?.pending.calls ?? [];
  return (
    <section
      class="now"
      aria-label="Possible inputs"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard
      tabIndex={0}
    >
      <h3>{isLive.value ? "Now" : "Then"}</h3>
      {calls.map(({ token, operation }) => (
        <span key={token} class="chip is-call">
          <span class="spinner" /> waits for {operation}
        </span>
      ))}
      {gone !== undefined && (
        <span class="faint">
          The conversation was in “{gone.split(":")[1]}”, which the machines no longer have: the
          next message begins again.
        </span>
      )}
      {inputs.map((input) => {
        const deed = deedOf(input);
        return deed ? (
          <button
            key={input.event}
            type="button"
            class="chip"
            title={`The member does it: ${input.happening}`}
            onClick={deed}
          >
            {input.happening}
          </button>
        ) : (
          <span key={input.event} class="chip">
            {input.happening}
          </span>
        );
      })}
      {inputs.length + calls.length === 0 && gone === undefined && (
        <span class="faint">
          {step.value?.active.length
            ? "Nothing in particular."
            : "The next message opens a session."}
        </span>
      )}
    </section>
  );
}
