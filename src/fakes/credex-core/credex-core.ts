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
  /** Keeps the book across restarts. */
  file?: string;
  /** Whether a write under a key that was seen is told what was done, and not done again; true if not given. The real one knows no keys. */
  honoursKeys?: boolean;
  /** Where members' doings are told, if anywhere. */
  webhook?: WebhookSenderOptions["webhook"];
  /** Asked at each request what it has to suffer, before the faults that were planned. */
  chance?: Faults["take"];
}

export interface CredexCoreFake {
  app: Hono<CredexCoreEnv>;
  ledger: Ledger;
  registry: Directory;
  faults: Faults;
  /** When all that is to be told by the webhook is told or given up. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** credex-core in small, with demo members: for development, and to fail on purpose in tests. */
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
