import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** All data of development: the private Redis, the state of the credex-core fake, generated secrets. */
export const DATA = process.env.DEV_DATA_DIR ?? new URL("../../.data/", import.meta.url).pathname;

/** The folder that is edited, checked and served. */
export const MACHINES = new URL("../../machines", import.meta.url).pathname;

/** Where `npm run chat` finds a running `npm run dev`. */
export interface Running {
  serverUrl: string;
  serverPid: number | undefined;
  cloudApiUrl: string;
  worldUrl: string;
}

export const BUSINESS_NUMBER_ID = "100000000000001";

export function writeData(name: string, value: unknown): void {
  mkdirSync(dirname(join(DATA, name)), { recursive: true });
  writeFileSync(join(DATA, name), `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}

export function readData<T>(name: string): T | undefined {
  const path = join(DATA, name);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as T) : undefined;
}

/** Secrets that stay the same across restarts, so that sessions do too. */
export function readSecrets() {
  const kept = readData<{ [name: string]: string }>("secrets.json") ?? {};
  const secret = (name: string) => kept[name] ?? randomBytes(24).toString("hex");
  const secrets = {
    JWT_SECRET: secret("JWT_SECRET"),
    WHATSAPP_ACCESS_TOKEN: secret("WHATSAPP_ACCESS_TOKEN"),
    WHATSAPP_APP_SECRET: secret("WHATSAPP_APP_SECRET"),
    WHATSAPP_VERIFY_TOKEN: secret("WHATSAPP_VERIFY_TOKEN"),
    CLIENT_API_KEY: secret("CLIENT_API_KEY"),
    CREDEX_WEBHOOK_SECRET: secret("CREDEX_WEBHOOK_SECRET"),
  };
  writeData("secrets.json", secrets);
  return secrets;
}

/** The requested port; 0 is any. Exits if it is invalid. */
export function readPort(): number {
  const port = Number(process.env.PORT?.trim() || 3000);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  console.error("PORT is not usable: needs a whole number from 0 to 65535");
  process.exit(1);
}
