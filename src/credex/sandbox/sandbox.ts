import type { Hono } from "hono";
import { createApp } from "./app.ts";
import { blankBook, readBook, writeBook } from "./book.ts";
import { createFaults, type Faults, type SandboxEnv } from "./faults.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { createRegistry, type Registry } from "./registry.ts";
import type { Clock } from "./rules.ts";
import { seed } from "./seed.ts";

export interface SandboxOptions {
  apiKey: string;
  clock?: Clock;
  /** Keeps the book across restarts. */
  file?: string;
}

export interface Sandbox {
  app: Hono<SandboxEnv>;
  ledger: Ledger;
  registry: Registry;
  faults: Faults;
}

/** credex-core in small, with demo members: for development, and to fail on purpose in tests. */
export function createSandbox({ apiKey, clock = Date.now, file }: SandboxOptions): Sandbox {
  const book = file ? readBook(file) : blankBook();
  const ledger = createLedger({ book, clock });
  const registry = createRegistry(ledger);
  const faults = createFaults();
  const save = () => {
    if (file) writeBook(file, book);
  };
  seed({ ledger, registry });
  save();
  return {
    app: createApp({ apiKey, clock, ledger, registry, faults, save }),
    ledger,
    registry,
    faults,
  };
}
