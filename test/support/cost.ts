/**
 * The least CPU time in milliseconds that `run` takes in `tries` tries. CPU time and not the clock, and the least of
 * several, so that a busy machine changes nothing.
 */
export function leastCpuMs(run: () => void, tries = 5): number {
  const costs = Array.from({ length: tries }, () => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  });
  return Math.min(...costs);
}
