import { describe } from "vitest";
import { createMemoryPayees } from "../../src/memory/memory-payees.ts";
import { payeesContract } from "../contract/payees.ts";

describe("payees in memory", () => payeesContract(async (max) => createMemoryPayees(max)));
