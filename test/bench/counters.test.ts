import { expect, test } from "vitest";
import { cpuOf, parseStat } from "../../scripts/bench/figures/cpu.ts";
import { parseUsage } from "../../scripts/bench/figures/redis-usage.ts";

test("reads user and system time behind a name with spaces and parentheses", () => {
  const stat = "42 (node (main) x) S 1 42 42 0 -1 4194560 9 0 0 0 250 31 0 0 20 0 11 0 5 6 7";
  expect(parseStat(stat)).toBe(2_810_000);
});

test("reads this process", () => {
  expect(cpuOf(process.pid)).toBeGreaterThan(0);
});

test("counts scripts, all commands but those of the measure, and CPU time", () => {
  const info = [
    "# CPU",
    "used_cpu_sys:0.250000",
    "used_cpu_user:1.500000",
    "used_cpu_sys_children:9.000000",
    "# Commandstats",
    "cmdstat_evalsha:calls=7,usec=70,usec_per_call=10.00",
    "cmdstat_eval:calls=1,usec=70,usec_per_call=10.00",
    "cmdstat_config|get:calls=2,usec=1,usec_per_call=0.50",
    "cmdstat_info:calls=100,usec=1,usec_per_call=0.01",
  ].join("\r\n");
  expect(parseUsage(info)).toEqual({ cpuUs: 1_750_000, scripts: 8, commands: 10 });
});
