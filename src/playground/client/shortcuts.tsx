import { signal } from "@preact/signals";
import { isEditable } from "./edit/subject.ts";
import { Modal } from "./modal.tsx";
import { isRedacted } from "./state/server.ts";

export const areShortcutsShown = signal(false);

const SHORTCUTS: { title: string; keys: [string[], string][] }[] = [
  {
    title: "Steps",
    keys: [
      [["←", "→"], "one step back, one step on"],
      [["End"], "back to the newest step"],
    ],
  },
  {
    title: "Chart",
    keys: [
      [["/"], "search states, transitions and wordings"],
      [["+", "−"], "zoom in, zoom out"],
      [["0"], "see the whole chart"],
      [["F"], "give the chart the whole width"],
      [["Tab"], "then the arrow keys walk from state to state, and Enter opens one"],
      [["Esc"], "close what is open"],
      [["?"], "this sheet"],
    ],
  },
];

const DEEDS = [
  ["Change a wording", "press a bubble or a state, then Edit"],
  ["Change a state", "press it, then the pencil"],
  ["Change a transition", "press its label, or drag its end to another state"],
  ["Lead a button elsewhere", "open its state, and drag the button to another state"],
  ["See what an edit does", "each form says it in words and checks it before it is saved"],
] as const;

export function Shortcuts() {
  if (!areShortcutsShown.value) return null;
  return (
    <Modal
      title="Keys and edits"
      class="shortcuts"
      close={() => {
        areShortcutsShown.value = false;
      }}
    >
      <div class="shortcuts-body">
        {SHORTCUTS.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([pressed, what]) => (
                <div key={what}>
                  <dt>
                    {pressed.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        {isEditable.value && !isRedacted.value && (
          <section>
            <h3>Edits</h3>
            <dl class="deeds">
              {DEEDS.map(([what, how]) => (
                <div key={what}>
                  <dt>{what}</dt>
                  <dd>{how}</dd>
                </div>
              ))}
            </dl>
          </section>
        )}
      </div>
    </Modal>
  );
}
