import { Counter, Gauge, Histogram } from "prom-client";

/**
 * Loaded before the server: its counters, gauges and histograms record nothing. The server has no such setting, so
 * only a measure can say what metrics cost.
 */
const nothing = () => {};
for (const kind of [Counter, Gauge, Histogram])
  for (const name of ["inc", "observe", "set"])
    if (name in kind.prototype) kind.prototype[name] = nothing;
