import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { StoreError } from "../conversation/ports/store-error.ts";
import type { RedisClient } from "./redis-client.ts";

/** Keys of AES-256 by their ids. */
export interface DataKeys {
  /** The id of the key that encrypts; `undefined`: new values are stored as they are. */
  current: string | undefined;
  /** Each of them decrypts. */
  keys: ReadonlyMap<string, Uint8Array>;
}

/** A value in encrypted form: "<key id>.<base64 of nonce, ciphertext and tag>". */
interface Sealed {
  _sealed: string;
}

/** Encrypts what Redis stores of members, if the settings have data keys. */
export interface Sealing {
  /** Whether it encrypts. */
  isOn: boolean;
  /** The JSON of a value for storage. `place` says what the value is: in another place it cannot be opened. */
  seal(value: object, place: string): string;
  /** The same of a value that is JSON already. */
  sealJson(json: string, place: string): string;
  /**
   * The value of a stored form; a value that was never encrypted is returned as it is.
   * @throws {StoreError} "unavailable" if its data key is missing or another one: the value stays in Redis
   */
  open(stored: object, place: string): object;
}

/** The reason of such a store error, for logs and metrics. */
export const DATA_KEY_REASON = "DATAKEY";

const CIPHER = "aes-256-gcm";
/** What GCM is made for: https://csrc.nist.gov/pubs/sp/800/38/d/final */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const sealings = new WeakMap<RedisClient, Sealing>();

/** What is stored through this connection is sealed with these keys. */
export function sealWith(redis: RedisClient, keys: DataKeys): void {
  sealings.set(redis, createSealing(keys));
}

export function sealingOf(redis: RedisClient): Sealing {
  return sealings.get(redis) ?? UNSEALED;
}

/** Seals nothing. */
export const UNSEALED: Sealing = createSealing({ current: undefined, keys: new Map() });

export function createSealing({ current, keys }: DataKeys): Sealing {
  const key = current === undefined ? undefined : keys.get(current);
  // Nothing in base64 or an id needs an escape.
  const sealJson = (json: string, place: string) =>
    key ? `{"_sealed":"${current}.${encrypt(json, { key, place })}"}` : json;
  return {
    isOn: key !== undefined,
    seal: (value, place) => sealJson(JSON.stringify(value), place),
    sealJson,
    open(stored, place) {
      if (!isSealed(stored)) return stored;
      const [id = "", text = ""] = stored._sealed.split(".", 2);
      const key = keys.get(id);
      if (!key) throw unopened(`A stored value needs data key ${id}: add it to DATA_KEYS`);
      return JSON.parse(decrypt(text, { id, key, place })) as object;
    },
  };
}

interface Use {
  key: Uint8Array;
  place: string;
}

function encrypt(text: string, { key, place }: Use): string {
  const nonce = newNonce();
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(place));
  const parts = [nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(parts).toString("base64");
}

let randomPool = Buffer.alloc(0);
let used = 0;

/** Random bytes are drawn for many at once. A key must not encrypt more than 2^32 values. */
function newNonce(): Buffer {
  if (used === randomPool.length) {
    randomPool = randomBytes(256 * NONCE_BYTES);
    used = 0;
  }
  used += NONCE_BYTES;
  return randomPool.subarray(used - NONCE_BYTES, used);
}

function decrypt(text: string, { id, key, place }: Use & { id: string }): string {
  const bytes = Buffer.from(text, "base64");
  const tagAt = bytes.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(place))
      .setAuthTag(bytes.subarray(tagAt));
    const opened = decipher.update(bytes.subarray(NONCE_BYTES, tagAt), undefined, "utf8");
    return opened + decipher.final("utf8");
  } catch {
    throw unopened(`Data key ${id} is not the one that has encrypted a stored value: correct it`);
  }
}

function isSealed(stored: object): stored is Sealed {
  return "_sealed" in stored && typeof stored._sealed === "string";
}

function unopened(message: string): StoreError {
  return new StoreError("unavailable", message, { reason: DATA_KEY_REASON });
}
