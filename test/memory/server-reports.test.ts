import { describe } from "vitest";
import { createMemoryServerReports } from "../../src/memory/memory-server-reports.ts";
import { serverReportsContract } from "../contract/server-reports.ts";

describe("reports of servers in memory", () => {
  serverReportsContract((reportMs) => createMemoryServerReports({ clock: Date.now, reportMs }));
});
