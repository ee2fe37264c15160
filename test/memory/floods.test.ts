import { describe } from "vitest";
import { createMemoryFloods } from "../../src/memory/memory-floods.ts";
import { floodsContract } from "../contract/floods.ts";

describe("floods in memory", () =>
  floodsContract(async (perMinute) => createMemoryFloods({ perMinute })));
