import { openComparison } from "./compare/comparing.ts";
import { HistoryButtons } from "./edit/history-buttons.tsx";
import { isEditable } from "./edit/subject.ts";
import { Icon } from "./icon.tsx";
import { areShortcutsShown } from "./shortcuts.tsx";
import { conversations, isConnected, isFresh, isRedacted } from "./state/server.ts";
import { switchTheme, theme } from "./state/theme.ts";
import { conversationId, pickedConversation } from "./state/view.ts";

export function Header() {
  const state = isConnected.value ? "live" : isFresh.value ? "connecting" : "away";
  const other = theme.value === "dark" ? "light" : "dark";
  return (
    <header class="header">
      <h1>
        <span class="brand">Vimbiso</span> playground
      </h1>
      {isRedacted.value && <ConversationPicker />}
      <span class="spring" />
      <HistoryButtons />
      {isEditable.value && (
        <button type="button" class="compare-button" onClick={() => void openComparison()}>
          <Icon name="compare" /> Compare
        </button>
      )}
      <span class={`link is-${state}`}>
        <span class="dot" />
        {state === "live" ? "Live" : state === "away" ? "Away" : "Connecting"}
      </span>
      <button
        type="button"
        class="quiet help"
        aria-label="Keys and edits"
        title="Keys and edits (?)"
        onClick={() => {
          areShortcutsShown.value = true;
        }}
      >
        ?
      </button>
      <button type="button" class="quiet" onClick={switchTheme} aria-label={`Make it ${other}`}>
        <Icon name={theme.value === "dark" ? "sun" : "moon"} />
      </button>
    </header>
  );
}

/** Lists conversations where members are not shown. */
function ConversationPicker() {
  return (
    <label class="picker">
      <span>Conversation</span>
      <select
        value={conversationId.value ?? ""}
        onChange={({ currentTarget }) => {
          pickedConversation.value = currentTarget.value;
        }}
      >
        {conversations.value.map(({ id }) => (
          <option key={id} value={id}>
            {id}
          </option>
        ))}
      </select>
    </label>
  );
}
