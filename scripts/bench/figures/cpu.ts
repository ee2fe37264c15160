import { readFileSync } from "node:fs";

/** Linux counts CPU time for processes in hundredths of a second. */
const TICK_US = 10_000;

/** The CPU time that a process has used, in all its threads: microseconds of user and of system time. */
export function cpuOf(pid: number): number {
  return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
}

/** `/proc/<pid>/stat`, see proc(5). The second field is a name, which may contain spaces and parentheses. */
export function parseStat(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [userTicks, systemTicks] = [Number(fields[11]), Number(fields[12])];
  return (userTicks + systemTicks) * TICK_US;
}
