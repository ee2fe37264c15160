import { readConfig } from "../../config.ts";
import { type Finding, findingOf } from "./finding.ts";

/** Whether the server would start with this environment. */
export function checkSettings(env: { [name: string]: string | undefined }): Finding[] {
  const read = readConfig(env);
  if (!read.ok) return read.problems.map((problem) => findingOf("settings", "problem", problem));
  const { CREDEX_WEBHOOK_SECRET, OPS_PORT, REDIS_STATE_URL } = read.config;
  const warnings = [
    ...(CREDEX_WEBHOOK_SECRET === undefined
      ? ["Members are not notified of offers: set CREDEX_WEBHOOK_SECRET, here and in credex-core"]
      : []),
    ...(OPS_PORT === undefined
      ? ["/metrics and /ready are on the public port: set OPS_PORT, or publish only /webhook"]
      : []),
    ...(isOpenInNetwork(REDIS_STATE_URL)
      ? ["REDIS_STATE_URL has no password: set one in Redis, and use rediss:// in a shared network"]
      : []),
  ];
  const usable: Finding = { check: "settings", level: "ok", what: "The settings are usable" };
  return [usable, ...warnings.map((warning) => findingOf("settings", "warning", warning))];
}

/** A Redis on another machine without a password. */
function isOpenInNetwork(url: string): boolean {
  if (!/^rediss?:/.test(url)) return false;
  const { hostname, password } = new URL(url);
  return password === "" && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}
