import type { Place } from "../protocol.ts";

/** A file and line, to look up in an editor. */
export function PlaceName({ place: { file, line } }: { place: Place }) {
  return (
    <code class="place">
      {file}:{line}
    </code>
  );
}
