import type { MeasuredProfile } from "../profile/measure-profile.ts";
import { formatTable } from "./table.ts";
import { formatFigure } from "./throughput-report.ts";

/** Shares of the time in which the process was not idle. The profiler itself makes each message dearer. */
export function reportProfile({ messages, parts }: MeasuredProfile): string {
  const whole = parts.reduce((sum, [, us]) => sum + us, 0);
  const rows = parts.map(([part, us]) => [
    part,
    `${formatFigure((100 * us) / whole)} %`,
    `${formatFigure(us / messages)} µs`,
  ]);
  return formatTable([["part of a message's path", "share", "a message"], ...rows]);
}
