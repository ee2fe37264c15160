import type { Hono } from "hono";
import { createApp } from "./app.ts";
import { addDemoMembers } from "./demo-members.ts";
import { createDirectory, type Directory } from "./directory.ts";
import { type CredexCoreEnv, createFaults, type Faults } from "./faults.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import type { Clock } from "./rules.ts";
import { emptyState, readState, writeState } from "./state.ts";
import { createWebhookSender, type WebhookSenderOptions } from "./webhook-sender.ts";

export interface CredexCoreFakeOptions {
  apiKey: string;
  clock?: Clock;
  /** Persists the state across restarts. */
  file?: string;
  /**
   * Whether a repeated idempotency key returns the first result instead of running again; true by default. The real
   * service knows no keys.
   */
  honoursKeys?: boolean;
  /** Where members' actions are reported, if anywhere. */
  webhook?: WebhookSenderOptions["webhook"];
  /** Asked at each request for a fault, before the faults that were requested. */
  chance?: Faults["take"];
}

export interface CredexCoreFake {
  app: Hono<CredexCoreEnv>;
  ledger: Ledger;
  registry: Directory;
  faults: Faults;
  /** Resolves when all webhooks are sent or given up. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** A small credex-core with demo members: for development, and for faults in tests. */
export function createCredexCoreFake(options: CredexCoreFakeOptions): CredexCoreFake {
  const { apiKey, clock = Date.now, file, honoursKeys = true, chance } = options;
  const state = file ? readState(file) : emptyState();
  const announcer =
    options.webhook && createWebhookSender({ webhook: options.webhook, book: state, clock });
  const ledger = createLedger({ book: state, clock, ...announcer });
  const registry = createDirectory(ledger);
  const planned = createFaults();
  const faults: Faults = {
    ...planned,
    take: (endpoint) => chance?.(endpoint) ?? planned.take(endpoint),
  };
  const save = () => {
    if (file) writeState(file, state);
  };
  addDemoMembers({ ledger, registry });
  save();
  return {
    app: createApp({ apiKey, clock, ledger, registry, faults, save, honoursKeys }),
    ledger,
    registry,
    faults,
    idle: async () => announcer?.idle(),
    close: async () => announcer?.close(),
  };
}
