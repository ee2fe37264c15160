import { isLive, member } from "../state/view.ts";
import { number, typing } from "../state/world.ts";
import { Chat } from "./chat.tsx";
import { Composer } from "./composer.tsx";
import { openList } from "./list.ts";
import { Members } from "./members.tsx";
import { Sheet } from "./sheet.tsx";

/** A member's phone, in the chat with VimbisoPay. */
export function Phone() {
  const isTyping = isLive.value && typing.value.has(number.value ?? "");
  const isSheetOpen = openList.value !== undefined;
  return (
    <section class="pane phone" data-name="phone" aria-label="Phone">
      <Members />
      <div class="screen">
        <div class="screen-body" inert={isSheetOpen}>
          <div class="chat-head">
            <span class="avatar is-ours" aria-hidden="true" data-letter="V" />
            <div>
              <h2>VimbisoPay</h2>
              <p>{isTyping ? <span class="typing-word">typing…</span> : <Who />}</p>
            </div>
          </div>
          <Chat />
          <Composer />
        </div>
        {isSheetOpen && <Sheet />}
      </div>
    </section>
  );
}

function Who() {
  const who = member.value;
  return who ? (
    <>
      with {who.name} · +{who.number}
    </>
  ) : (
    <>nobody's phone yet</>
  );
}
