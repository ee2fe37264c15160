import { createHash } from "node:crypto";
import { machineDefinition } from "./conversation/machine/machine-fingerprint.ts";
import type { MachineRelease } from "./conversation/machine/machine-release.ts";

/**
 * A machine under the hash of its definition, by which a session knows whether the structure was edited since. The
 * identity covers `content` too: whatever else can change how the release behaves, such as `hashFolder` of its code. A
 * release that was bundled brings its `identity`: the hash of the bundle.
 */
export function createRelease({
  content = [],
  identity,
  ...release
}: Omit<MachineRelease, "hash"> & { content?: readonly string[] }): MachineRelease {
  const definition = machineDefinition(release.machine);
  return {
    ...release,
    hash: digest(definition),
    identity: identity ?? digest(JSON.stringify([definition, ...content])),
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}
