import type { Place } from "../protocol.ts";

/** A file and a line, to be found in an editor. */
export function PlaceName({ place: { file, line } }: { place: Place }) {
  return (
    <code class="place">
      {file}:{line}
    </code>
  );
}
