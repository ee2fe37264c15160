import type { DestinationStream } from "pino";

/**
 * Passes on the lines of one turn of the event loop in one write, in their order: a write for each line costs more than
 * the line. `flush` passes on at once what is left, as when the process exits.
 */
export function batchLines(destination: DestinationStream): DestinationStream & { flush(): void } {
  let lines = "";
  function flush(): void {
    const batch = lines;
    lines = "";
    if (batch !== "") destination.write(batch);
  }
  return {
    write(line) {
      if (lines === "") setImmediate(flush);
      lines += line;
    },
    flush,
  };
}
