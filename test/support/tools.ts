import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * Sees to it that a program of the system is there, or says in one line how to get it. `version` prints its version.
 */
export function ensureTool(command: string, debianPackage: string, version = "--version"): void {
  if (isThere(command, version)) return;
  const isDebian = existsSync("/etc/debian_version");
  const isRoot = process.getuid?.() === 0;
  if (isDebian && (isRoot || process.env.CI)) install(debianPackage, isRoot ? [] : ["sudo", "-n"]);
  if (isThere(command, version)) return;
  throw new Error(
    isDebian
      ? `${command} is missing. Install it first: sudo apt-get install ${debianPackage}`
      : `${command} is missing. Install it first, by your system's package manager.`,
  );
}

function isThere(command: string, version: string): boolean {
  return spawnSync(command, [version]).status === 0;
}

function install(debianPackage: string, prefix: string[]): void {
  for (const step of [
    ["apt-get", "update", "-qq"],
    ["apt-get", "install", "-y", "-qq", "--no-install-recommends", debianPackage],
  ]) {
    const [program = "", ...args] = [...prefix, ...step];
    // A list that cannot be refreshed may still know the package.
    spawnSync(program, args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  }
}
