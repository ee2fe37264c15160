import type { Hono } from "hono";
import { createApp } from "./app.ts";
import { seed } from "./demo-members.ts";
import { createRegistry, type Registry } from "./directory.ts";
import { createFaults, type Faults, type SandboxEnv } from "./faults.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import type { Clock } from "./rules.ts";
import { blankBook, readBook, writeBook } from "./state.ts";
import { type AnnouncerOptions, createAnnouncer } from "./webhook-sender.ts";

export interface SandboxOptions {
  apiKey: string;
  clock?: Clock;
  /** Keeps the book across restarts. */
  file?: string;
  /** Whether a write under a key that was seen is told what was done, and not done again; true if not given. The real one knows no keys. */
  honoursKeys?: boolean;
  /** Where members' doings are told, if anywhere. */
  webhook?: AnnouncerOptions["webhook"];
  /** Asked at each request what it has to suffer, before the faults that were planned. */
  chance?: Faults["take"];
}

export interface Sandbox {
  app: Hono<SandboxEnv>;
  ledger: Ledger;
  registry: Registry;
  faults: Faults;
  /** When all that is to be told by the webhook is told or given up. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** credex-core in small, with demo members: for development, and to fail on purpose in tests. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { apiKey, clock = Date.now, file, honoursKeys = true, chance } = options;
  const book = file ? readBook(file) : blankBook();
  const announcer = options.webhook && createAnnouncer({ webhook: options.webhook, book, clock });
  const ledger = createLedger({ book, clock, ...announcer });
  const registry = createRegistry(ledger);
  const planned = createFaults();
  const faults: Faults = {
    ...planned,
    take: (endpoint) => chance?.(endpoint) ?? planned.take(endpoint),
  };
  const save = () => {
    if (file) writeBook(file, book);
  };
  seed({ ledger, registry });
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
