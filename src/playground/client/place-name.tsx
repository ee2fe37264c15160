import type { Place } from "../protocol.ts";
import { boot } from "./boot.ts";
import { openInEditor } from "./server/world-link.ts";

/** A file and line; in development, a click opens it in the editor. */
export function PlaceName({ place }: { place: Place }) {
  const name = `${place.file}:${place.line}`;
  if (!boot.worldUrl) return <code class="place">{name}</code>;
  return (
    <button
      type="button"
      class="place"
      title="Open in your editor"
      onClick={() => void openInEditor(place)}
    >
      {name}
    </button>
  );
}
