import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An editor's command that writes its arguments to a file, one a line, instead of opening anything. */
export function createFakeEditor() {
  const folder = mkdtempSync(join(tmpdir(), "editor-"));
  const command = join(folder, "editor");
  const opened = join(folder, "opened");
  // Renamed when it is complete: who reads it never sees half of it.
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" > ${opened}.new && mv ${opened}.new ${opened}\n`;
  writeFileSync(command, script, { mode: 0o700 });
  return {
    command,
    /** The arguments of the last start: file, line and column. */
    opened: (): string[] =>
      existsSync(opened) ? readFileSync(opened, "utf8").trimEnd().split("\n") : [],
    remove: () => rmSync(folder, { recursive: true }),
  };
}
