import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { approach } from "../chart/zoom.ts";
import { Icon } from "../icon.tsx";
import { Modal } from "../modal.tsx";
import { charts, wordings } from "../state/server.ts";
import { show } from "../state/view.ts";
import { find, type Hit } from "./find.ts";

export const isSearching = signal(false);

const close = () => {
  isSearching.value = false;
};

export function Search() {
  return isSearching.value ? <Opened /> : null;
}

/** A field, and below it the states, transitions and wordings that contain its words. */
function Opened() {
  const [query, setQuery] = useState("");
  const hits = find(query, charts.value, wordings.value);
  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    close();
    approach();
    show(hit.state);
  };
  return (
    <Modal title="Search" class="search" close={close}>
      <form
        class="search-body"
        onKeyDown={walk}
        onSubmit={(event) => {
          event.preventDefault();
          open(hits[0]);
        }}
      >
        <label class="search-field">
          <Icon name="search" />
          <input
            type="text"
            aria-label="A state, a transition or a wording"
            placeholder="A state, a transition, or a wording in any language"
            autocomplete="off"
            value={query}
            onInput={({ currentTarget }) => setQuery(currentTarget.value)}
          />
        </label>
        <ul aria-label="Found">
          {hits.map((hit) => (
            <li key={`${hit.kind} ${hit.where} ${hit.text}`}>
              <button type="button" onClick={() => open(hit)}>
                <span class="hit-kind">{hit.kind}</span>
                <span class="hit-text">{excerpt(hit.text, query)}</span>
                <span class="hit-where">{hit.where}</span>
              </button>
            </li>
          ))}
        </ul>
        <p class="only-spoken" role="status">
          {query.trim() !== "" && `${hits.length} found`}
        </p>
        {query.trim() !== "" && hits.length === 0 && <p class="blank">Nothing contains that.</p>}
      </form>
    </Modal>
  );
}

/** The text from shortly before the first word of the query. */
function excerpt(text: string, query: string): string {
  const [word = ""] = query.trim().toLowerCase().split(/\s+/);
  const at = text.toLowerCase().indexOf(word);
  return at > BEFORE ? `…${text.slice(text.indexOf(" ", at - BEFORE / 2))}` : text;
}

/** Characters that fit before it. */
const BEFORE = 48;

/** Arrow keys move between the field and what was found. */
function walk(event: KeyboardEvent & { currentTarget: HTMLFormElement }): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  const stops: Element[] = [...event.currentTarget.querySelectorAll("input, li button")];
  const at = document.activeElement ? stops.indexOf(document.activeElement) : 0;
  const next = stops[Math.min(Math.max(at + by, 0), stops.length - 1)];
  if (next instanceof HTMLElement) next.focus();
}
