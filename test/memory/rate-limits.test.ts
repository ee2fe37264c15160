import { describe } from "vitest";
import { createMemoryRateLimiter } from "../../src/memory/memory-rate-limits.ts";
import { floodsContract } from "../contract/rate-limits.ts";

describe("floods in memory", () =>
  floodsContract(async (perMinute) => createMemoryRateLimiter({ perMinute })));
