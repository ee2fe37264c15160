import { useEffect, useRef } from "preact/hooks";
import type { Comparison } from "../../compare/compare.ts";
import diffStyle from "../../compare/diff.css?inline";
import { toDiff, toDiffPage } from "../../compare/diff-page.ts";
import storyStyle from "../../compare/story.css?inline";
import tokens from "../../tokens.css?inline";
import chartStyle from "../../view/chart.css?inline";
import { Icon } from "../icon.tsx";
import { Modal } from "../modal.tsx";
import { saveFile } from "../save-file.ts";
import {
  compareSince,
  comparison,
  drawPaths,
  isComparing,
  offered,
  paths,
  pathsHtml,
  since,
} from "./comparing.ts";

const style = chartStyle + diffStyle + storyStyle;

const close = () => {
  isComparing.value = false;
};

/** What changed since a git revision: in words, with charts side by side, and as a file for a colleague. */
export function CompareView() {
  if (!isComparing.value) return null;
  const found = comparison.value;
  return (
    <Modal title="What changed" class="compare" close={close} actions={<Actions />}>
      <div class="compare-body">
        {found === undefined && (
          <p class="blank" role="status">
            <span class="spinner" /> Drawing the machines as they were…
          </p>
        )}
        {found && "error" in found && (
          <p class="compare-refused" role="alert">
            {found.error}
          </p>
        )}
        {found && "machines" in found && (
          <>
            <ChangedPaths />
            <Difference of={found} paths={pathsHtml.value} />
          </>
        )}
      </div>
    </Modal>
  );
}

function Actions() {
  const found = comparison.value;
  return (
    <>
      <form
        class="compare-since"
        onSubmit={(event) => {
          event.preventDefault();
          const revision = new FormData(event.currentTarget).get("revision");
          void compareSince(String(revision).trim() || "HEAD");
        }}
      >
        <label>
          since{" "}
          <input name="revision" list="revisions" defaultValue={since.value} autocomplete="off" />
        </label>
        <datalist id="revisions">
          {offered.value.map(({ id, at, subject }) => (
            <option key={id} value={id}>
              {`${new Date(at).toLocaleDateString()} ${subject}`}
            </option>
          ))}
        </datalist>
        <button type="submit">Compare</button>
      </form>
      <button
        type="button"
        disabled={!found || "error" in found}
        onClick={() => {
          if (!found || "error" in found) return;
          const page = toDiffPage(since.value, found, tokens + style, pathsHtml.value);
          saveFile("machines-diff.html", page, "text/html");
        }}
      >
        <Icon name="save" /> Save as a page
      </button>
    </>
  );
}

/** Drawn on request only: it takes a walk through all machines. */
function ChangedPaths() {
  const found = paths.value;
  if (found === undefined)
    return (
      <button type="button" onClick={() => void drawPaths()}>
        <Icon name="phone" /> Show the changed paths on phones
      </button>
    );
  if (found === "drawing")
    return (
      <p role="status">
        <span class="spinner" /> Walking through the machines. This takes up to a minute…
      </p>
    );
  if ("error" in found)
    return (
      <p class="compare-refused" role="alert">
        {found.error}
      </p>
    );
  return found.html === "" ? <p>No path has changed.</p> : null;
}

/** In a root of its own, because the charts of the page have other styles. */
function Difference({ of: found, paths: html }: { of: Comparison; paths: string | undefined }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const root = host.current?.shadowRoot ?? host.current?.attachShadow({ mode: "open" });
    if (!root) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    root.innerHTML = toDiff(found, html);
  }, [found, html]);
  // The browser does not look for "#offer" within a root of its own.
  const jump = (event: MouseEvent) => {
    const [link] = event.composedPath();
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    host.current?.shadowRoot?.getElementById(link.hash.slice(1))?.scrollIntoView();
  };
  // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: its links take the keys
  return <div ref={host} class="difference" onClick={jump} />;
}
