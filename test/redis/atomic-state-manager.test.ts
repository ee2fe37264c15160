import { describe } from "vitest";
import { atomicStateContract } from "../contract/atomic-state.ts";

describe("with the Lua lock", () => atomicStateContract("lua"));
describe("with the WATCH lock", () => atomicStateContract("watch"));
