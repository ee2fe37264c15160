import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const FOLDER = "scripts/bench/peers";

/** Installs the peers from their own lock file, unless they are there. They are no part of this project's packages. */
export function installPeers(): void {
  if (existsSync(`${FOLDER}/node_modules/.package-lock.json`)) return;
  console.log("installing the peers");
  // Bot Framework's scripts only tidy up its own packages, and need the network for it.
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status } = spawnSync("npm", args, { cwd: FOLDER, stdio: "inherit" });
  if (status !== 0) throw new Error("The peers could not be installed");
}
