import { mkdirSync, writeFileSync } from "node:fs";
import { bundleMachines } from "./bundle.ts";

/**
 * `node --import tsx scripts/flows/build.ts`, part of `npm run build`: writes the bundle of the machines to dist/. Its
 * hash is the id of the release that the server is built with.
 */

mkdirSync("dist", { recursive: true });
writeFileSync("dist/machines.bundle.js", await bundleMachines("machines"));
