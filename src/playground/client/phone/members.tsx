import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Member } from "../../protocol.ts";
import { Icon } from "../icon.tsx";
import { LANGUAGES } from "../languages.ts";
import { add } from "../server/world-link.ts";
import { lookAt, members, number, unread } from "../state/world.ts";

const isAdding = signal(false);

/** Whose phone is shown. */
export function Members() {
  return (
    <div class="members">
      <ul aria-label="Members">
        {members.value.map((member) => (
          <li key={member.number}>
            <Face member={member} />
          </li>
        ))}
        <li>
          <button
            type="button"
            class="face is-new"
            aria-label="Add a member"
            title="Add a member"
            aria-expanded={isAdding.value}
            onClick={() => {
              isAdding.value = !isAdding.value;
            }}
          >
            <Icon name={isAdding.value ? "close" : "plus"} />
          </button>
        </li>
      </ul>
      {isAdding.value && <NewMember />}
    </div>
  );
}

function Face({ member }: { member: Member }) {
  const isUnread = unread.value.has(member.number);
  const isLookedAt = number.value === member.number;
  const face = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isLookedAt) face.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isLookedAt]);
  return (
    <button
      ref={face}
      type="button"
      class="face"
      aria-pressed={isLookedAt}
      title={`${member.name} · +${member.number} · ${member.locale}`}
      onClick={() => lookAt(member.number)}
    >
      <span
        class="avatar"
        aria-hidden="true"
        data-letter={member.name.slice(0, 1).toLocaleUpperCase()}
      >
        {isUnread && <span class="news" />}
      </span>
      <span class="face-name">{member.name}</span>
      {isUnread && <span class="only-spoken">, unread messages</span>}
    </button>
  );
}

/** Every field may be empty: name and number are then generated. */
function NewMember() {
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => name.current?.focus(), []);
  return (
    <form
      class="new-member"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const field = (key: string) => String(form.get(key) ?? "").trim();
        isAdding.value = false;
        void add({
          ...(field("name") && { name: field("name") }),
          ...(field("number") && { number: field("number").replace(/\D/g, "") }),
          locale: field("locale"),
        });
      }}
    >
      <label>
        Name <input ref={name} name="name" placeholder="Any" autocomplete="off" />
      </label>
      <label>
        Number
        <input name="number" inputMode="tel" placeholder="A new one" autocomplete="off" />
      </label>
      <label>
        Language
        <select name="locale">
          {Object.entries(LANGUAGES).map(([locale, name]) => (
            <option key={locale} value={locale}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="primary">
        Add
      </button>
    </form>
  );
}
