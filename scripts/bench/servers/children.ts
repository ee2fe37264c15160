import type { ChildProcess } from "node:child_process";

const children = new Set<ChildProcess>();

process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/** Ends a process when this one ends, for whatever reason but SIGKILL. */
export function endWithThis(child: ChildProcess): void {
  children.add(child);
  child.once("exit", () => children.delete(child));
}
