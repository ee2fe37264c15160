import type { Json } from "./record.ts";

/**
 * Copies a value as JSON would: the result is that of parsing what `JSON.stringify` makes of it, without the text.
 * @throws {TypeError} for what is not JSON, such as a function or a bigint
 * @throws {RangeError} for an object that contains itself
 */
export function copyAsJson(value: unknown): Json {
  const copy = copyProperty("", value);
  if (copy === undefined) throw new TypeError(`A ${typeof value} is not JSON`);
  return copy;
}

/** `undefined` for a value that JSON leaves out. */
function copyProperty(name: string | number, given: unknown): Json | undefined {
  const value = isConvertible(given) ? given.toJSON(String(name)) : given;
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return copyNumber(value);
    case "object":
      return value === null ? null : copyObject(value);
    case "bigint":
      throw new TypeError("A bigint is not JSON");
    default:
      return undefined;
  }
}

function isConvertible(value: unknown): value is { toJSON: (name: string) => unknown } {
  if (typeof value !== "object" && typeof value !== "function") return false;
  return typeof (value as { toJSON?: unknown } | null)?.toJSON === "function";
}

function copyNumber(value: number): number | null {
  // JSON has no negative zero: the sum is 0.
  return Number.isFinite(value) ? value + 0 : null;
}

function copyObject(value: object): Json | undefined {
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (let index = 0; index < value.length; index++)
      items.push(copyProperty(index, value[index]) ?? null);
    return items;
  }
  if (value instanceof String || value instanceof Boolean || value instanceof BigInt)
    return copyProperty("", value.valueOf());
  if (value instanceof Number) return copyNumber(Number(value));
  const copy: { [name: string]: Json } = {};
  for (const name of Object.keys(value)) {
    const property = copyProperty(name, (value as { [name: string]: unknown })[name]);
    if (property !== undefined) define(copy, name, property);
  }
  return copy;
}

function define(object: { [name: string]: Json }, name: string, value: Json): void {
  // An assignment to this name would change the prototype.
  if (name === "__proto__") Object.defineProperty(object, name, { ...PROPERTY, value });
  else object[name] = value;
}

const PROPERTY = { configurable: true, enumerable: true, writable: true };
