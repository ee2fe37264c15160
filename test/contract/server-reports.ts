import { expect, test } from "vitest";
import type { ServerReports } from "../../src/releases/server-reports.ts";

/** What every store of reports must do. `open` gives an empty one, whose reports count for so long. */
export function serverReportsContract(open: (reportMs: number) => ServerReports): void {
  const report = (serverId: string, ...loaded: string[]) => ({
    ...{ serverId, builtIn: "r0", loaded },
    rolloutVersion: 1,
  });
  const HOUR_MS = 3_600_000;

  test("lists what each server reported last, until it is removed", async () => {
    const reports = open(HOUR_MS);
    await reports.write(report("s1", "r0"));
    await reports.write(report("s2", "r0"));
    await reports.write(report("s1", "r0", "r1"));
    const listed = await reports.list();
    expect(listed).toHaveLength(2);
    expect(listed).toEqual(expect.arrayContaining([report("s1", "r0", "r1"), report("s2", "r0")]));
    await reports.remove("s1");
    expect(await reports.list()).toEqual([report("s2", "r0")]);
  });

  test("forgets a server that no longer reports", async () => {
    const reports = open(1);
    await reports.write(report("s1"));
    await expect.poll(() => reports.list()).toEqual([]);
  });
}
