import { writeFileSync } from "node:fs";
import { Session } from "node:inspector";

/**
 * Loaded before the server: SIGUSR2 begins a CPU profile, and a second one ends it and writes it to `PROFILE_TO`. The
 * profile of `node --cpu-prof` would also have the start of the process and its first messages, whose code is cold.
 */
const SAMPLE_EVERY_US = 250;
const session = new Session();
session.connect();
let isRunning = false;

process.on("SIGUSR2", () => {
  if (isRunning) {
    session.post("Profiler.stop", (_, { profile }) =>
      writeFileSync(process.env.PROFILE_TO, JSON.stringify(profile)),
    );
    return;
  }
  isRunning = true;
  session.post("Profiler.enable");
  session.post("Profiler.setSamplingInterval", { interval: SAMPLE_EVERY_US });
  session.post("Profiler.start");
});
