import { PlaceName } from "./place-name.tsx";
import { progress } from "./replay.ts";
import { notice, spoken } from "./state/notice.ts";
import { isConnected, isFresh, problems } from "./state/server.ts";
import { pane, sidePane } from "./state/view.ts";

/** Messages that matter in every pane, each as unobtrusive as possible. */
export function Notices() {
  const isAway = !isConnected.value && !isFresh.value;
  return (
    <>
      {isAway && (
        <p class="banner is-away" role="status">
          <span class="spinner" /> The server is down; messages will be delivered later. This page
          continues as soon as it is back.
        </p>
      )}
      {problems.value.length > 0 && <Refused />}
      <div
        class="toast"
        role="status"
        data-shown={notice.value !== "" || progress.value !== undefined}
      >
        {progress.value
          ? `Replaying: ${progress.value.done + 1} of ${progress.value.of}`
          : notice.value}
      </div>
      <div class="only-spoken" aria-live="polite">
        {spoken.value}
      </div>
    </>
  );
}

function Refused() {
  const [first] = problems.value;
  const others = problems.value.length - 1;
  return (
    <div class="banner is-refused" role="alert">
      <span>
        <strong>
          Your edit has problems and was not applied. The last valid version is still live.
        </strong>{" "}
        {first && (
          <>
            <PlaceName place={first} /> {first.sentence}
          </>
        )}
      </span>
      <button
        type="button"
        onClick={() => {
          sidePane.value = "check";
          pane.value = "check";
        }}
      >
        {others > 0 ? `See this and ${others} more` : "See it"}
      </button>
    </div>
  );
}
