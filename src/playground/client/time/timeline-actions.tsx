import { Icon } from "../icon.tsx";
import { linkOf } from "../replay.ts";
import { fetchScript, fork } from "../server/api.ts";
import { announce } from "../state/notice.ts";
import { isRedacted } from "../state/server.ts";
import { conversationId, member, step } from "../state/view.ts";

/** What can be made of a conversation up to the selected step: a fork, a test, a replay. */
export function TimelineActions() {
  if (isRedacted.value) return null;
  const id = conversationId.value;
  const number = step.value?.number;
  const isNothing = id === undefined || number === undefined;
  const act = (action: (id: string, number: number) => Promise<void>) => () =>
    isNothing ? undefined : void action(id, number);
  return (
    <div class="time-actions">
      <button
        type="button"
        disabled={isNothing}
        onClick={act(fork)}
        title="Continue from this step as a new member"
      >
        <Icon name="fork" size={16} /> Fork
      </button>
      <button
        type="button"
        disabled={isNothing}
        onClick={act(copyTest)}
        title="Copy a test that repeats this"
      >
        <Icon name="copy" size={16} /> Test
      </button>
      <button
        type="button"
        disabled={isNothing}
        onClick={act(copyLink)}
        title="Copy a link that repeats this"
      >
        <Icon name="link" size={16} /> Link
      </button>
    </div>
  );
}

async function copyTest(id: string, number: number): Promise<void> {
  const script = await fetchScript(id, number);
  if (script)
    await copy(
      script.test,
      "The test is on your clipboard. Save it as test/machines/a-name.test.ts.",
    );
}

async function copyLink(id: string, number: number): Promise<void> {
  const script = await fetchScript(id, number);
  if (!script) return;
  const locale = member.value?.locale ?? "en";
  await copy(linkOf({ locale, inputs: script.inputs }), "The link is on your clipboard.");
}

async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announce(done);
  } catch {
    announce("The browser refused access to the clipboard.");
  }
}
