import type { ChartEdge, Place, Wording } from "../../protocol.ts";
import { CloseButton } from "../close-button.tsx";
import { showExample } from "../edit/icu.ts";
import { editState, editWording, isEditable } from "../edit/subject.ts";
import { Icon } from "../icon.tsx";
import { languageOf } from "../languages.ts";
import { EdgeNumbers, StateNumbersTable } from "../numbers/state-numbers.tsx";
import { Markup } from "../phone/markup.tsx";
import { PlaceName } from "../place-name.tsx";
import { chartOf, wordingOf } from "../state/server.ts";
import { machineOf, member, pickedMachine, selectedState, show } from "../state/view.ts";
import { chart, possibleEdges } from "./highlights.ts";

/** All details of a state: its purpose, replies and transitions. */
export function StatePanel({ id }: { id: string }) {
  const state = chartOf(machineOf(id))?.states.find((each) => each.id === id);
  if (!state) return null;
  const edges = chart.value?.edges.filter(({ source }) => source === id) ?? [];
  const { title, description, says, calls, place } = state;
  return (
    <aside class="state-panel" aria-label={`State ${title}`}>
      <div class="state-panel-head">
        <h3>{title}</h3>
        {isEditable.value && (
          <button
            type="button"
            class="quiet"
            aria-label="Edit this state"
            title="Edit this state"
            onClick={() => editState(id)}
          >
            <Icon name="pencil" />
          </button>
        )}
        <CloseButton
          onClose={() => {
            selectedState.value = undefined;
          }}
        />
      </div>
      <p>{description}</p>
      <p class="faint">
        {id.split(":")[1] || id} {place && <PlaceName place={place} />}
      </p>
      <StateNumbersTable id={id} />
      {calls && <Called calls={calls} />}
      {says.length > 0 && <h4>Says</h4>}
      {says.map((key) => (
        <Says key={key} of={key} />
      ))}
      {edges.length > 0 && <h4>Transitions</h4>}
      <ul class="ways">
        {edges.map((edge) => (
          <Way key={edge.id} edge={edge} />
        ))}
      </ul>
    </aside>
  );
}

function Called({ calls }: { calls: { name: string; isForm: boolean; isMoney: boolean } }) {
  if (!calls.isForm)
    return (
      <p>
        Calls <b>{calls.name}</b>
        {calls.isMoney ? ", which moves money." : "."}
      </p>
    );
  return (
    <p>
      Opens the form{" "}
      <button
        type="button"
        class="text"
        onClick={() => {
          pickedMachine.value = calls.name;
          selectedState.value = undefined;
        }}
      >
        {calls.name}
      </button>
    </p>
  );
}

/** In the selected member's language, with example values; the others on demand. */
function Says({ of }: { of: string }) {
  const texts = Object.entries(wordingOf(of)?.texts ?? {});
  const spoken = texts.find(([locale]) => locale === member.value?.locale) ?? texts[0];
  const others = texts.filter((text) => text !== spoken);
  return (
    <div class="says">
      <div class="says-head">
        <b>{of}</b>
        {isEditable.value && (
          <button type="button" class="text" onClick={() => editWording(of)}>
            Edit <span class="only-spoken">{of}</span>
          </button>
        )}
      </div>
      {spoken && <Said in={spoken[0]} wording={spoken[1]} />}
      {others.length > 0 && (
        <details>
          <summary>{others.map(([locale]) => languageOf(locale)).join(", ")}</summary>
          {others.map(([locale, wording]) => (
            <Said key={locale} in={locale} wording={wording} />
          ))}
        </details>
      )}
    </div>
  );
}

function Said({ in: locale, wording }: { in: string; wording: Wording["texts"][string] }) {
  const { text, place, isReviewed } = wording;
  const example = showExample(text, locale);
  return (
    <div>
      <p lang={locale}>
        <Markup text={example.ok ? example.text : text} />
      </p>
      <small>
        {languageOf(locale)} {!isReviewed && <em>not reviewed yet</em>} <PlaceName place={place} />
      </small>
    </div>
  );
}

function Way({ edge }: { edge: ChartEdge }) {
  const { id, label, target, says, place } = edge;
  const title = chart.value?.states.find((state) => state.id === target)?.title;
  return (
    <li data-possible={possibleEdges.value.has(id)}>
      <span>{label} </span>
      <span>
        →{" "}
        {target === undefined ? (
          "stays"
        ) : (
          <button type="button" class="text" onClick={() => show(target)}>
            {title ?? target}
          </button>
        )}
      </span>
      <EdgeNumbers id={id} />
      <Notes says={says} place={place} />
    </li>
  );
}

function Notes({ says, place }: { says: string[]; place: Place | undefined }) {
  if (says.length === 0 && !place) return null;
  return (
    <small>
      {says.length > 0 && `says ${says.join(", ")} `}
      {place && <PlaceName place={place} />}
    </small>
  );
}
