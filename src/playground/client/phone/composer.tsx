import { useSignal } from "@preact/signals";
import { Icon } from "../icon.tsx";
import { send } from "../server/world-link.ts";
import { number } from "../state/world.ts";

export function Composer() {
  const text = useSignal("");
  const to = number.value;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        const words = text.value.trim();
        if (!words || to === undefined) return;
        text.value = "";
        void send(to, { kind: "text", text: words });
      }}
    >
      <button
        type="button"
        class="quiet"
        aria-label="Send a photo"
        title="Send a photo"
        disabled={to === undefined}
        onClick={() => to !== undefined && void send(to, { kind: "media", media: "image" })}
      >
        <Icon name="attach" size={20} />
      </button>
      <input
        aria-label="Message"
        placeholder="Message"
        autocomplete="off"
        disabled={to === undefined}
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
        }}
      />
      <button type="submit" class="primary round" aria-label="Send" disabled={!text.value.trim()}>
        <Icon name="send" />
      </button>
    </form>
  );
}
