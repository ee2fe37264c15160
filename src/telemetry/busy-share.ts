import { performance } from "node:perf_hooks";

/** Measures for which share of the time since the last call the event loop was busy, from 0 to 1. */
export function measureBusyShare(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
