import type { AnyStateMachine } from "xstate";
import type { Json } from "../model/record.ts";
import type { Inspect } from "./actor-tree.ts";
import type { MachineContract } from "./machine-contract.ts";
import type { Migration } from "./migration.ts";

/** The machine that is served, and a hash that changes whenever it or one of its forms does. */
export interface MachineRelease {
  machine: AnyStateMachine;
  hash: string;
  /**
   * Changes with everything that can change behaviour: code, copy and words as well. Absent: the hash is all that is
   * known.
   */
  identity?: string | undefined;
  contract: MachineContract;
  /** Values that the machine receives as input and that are kept up to date in its context, by context field. */
  injectedContext?: { [field: string]: Json } | undefined;
  /** What it calls otherwise than the release before. */
  migrations?: readonly Migration[] | undefined;
  inspect?: Inspect;
}

/** What distinguishes this release from every other one. */
export function identityOf({ identity, hash }: MachineRelease): string {
  return identity ?? hash;
}
