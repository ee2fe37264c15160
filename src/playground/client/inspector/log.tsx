import { useSignal } from "@preact/signals";
import { logLines } from "../state/server.ts";
import { conversationId } from "../state/view.ts";
import { exactTimeOf } from "../time/words.ts";

/** What the server did, newest first. */
export function Log() {
  const isOwn = useSignal(true);
  const text = useSignal("");
  const wanted = text.value.trim().toLowerCase();
  const lines = logLines.value
    .filter((line) => !isOwn.value || line.conversationId === conversationId.value)
    .filter((line) => `${line.what} ${line.text}`.toLowerCase().includes(wanted))
    .toReversed();
  return (
    <div class="log">
      <div class="log-filter">
        <input
          type="search"
          aria-label="Find in the log"
          placeholder="Find"
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
        />
        <label>
          <input
            type="checkbox"
            checked={isOwn.value}
            onChange={({ currentTarget }) => {
              isOwn.value = currentTarget.checked;
            }}
          />{" "}
          Only this member
        </label>
      </div>
      {lines.length === 0 && (
        <p class="blank">{logLines.value.length ? "No matches." : "Nothing has happened yet."}</p>
      )}
      <ol>
        {lines.map((line, index) => (
          <li key={lines.length - index} class={`is-${line.what}`}>
            <time>{exactTimeOf(line.at)}</time> <b>{line.what}</b> <span>{line.text}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
