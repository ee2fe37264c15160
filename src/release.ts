import { createHash } from "node:crypto";
import { machineDefinition } from "./conversation/machine/machine-fingerprint.ts";
import type { MachineRelease } from "./conversation/machine/machine-release.ts";

/** A machine under the hash of its definition, by which a session knows whether the machine was edited since. */
export function createRelease(release: Omit<MachineRelease, "hash">): MachineRelease {
  const definition = machineDefinition(release.machine);
  const hash = createHash("sha256").update(definition).digest("base64url").slice(0, 16);
  return { ...release, hash };
}
