import { describe } from "vitest";
import { createMemoryReleaseStore } from "../../src/memory/memory-release-store.ts";
import { releaseStoreContract } from "../contract/release-store.ts";

describe("releases in memory", () =>
  releaseStoreContract(async (kept) => createMemoryReleaseStore({ clock: Date.now, kept })));
