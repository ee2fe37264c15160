/** Where state is stored, as `REDIS_STATE_URL` says it. */
export type RedisAddress =
  /** `redis://`, `rediss://` or a socket's path. */
  | { kind: "single"; url: string }
  | ({ kind: "cluster"; nodes: Node[] } & Access)
  | ({ kind: "sentinel"; nodes: Node[]; name: string; sentinelPassword?: string } & Access);

interface Node {
  host: string;
  port: number;
}

interface Access {
  username?: string;
  password?: string;
  isEncrypted: boolean;
}

const MANY =
  /^(redis|rediss)\+(cluster|sentinel):\/\/(?:([^@/]*)@)?([^@/?]+)(?:\/([\w.-]+))?\/?(?:\?sentinelPassword=([^&]+))?$/;

/**
 * Parses `redis+cluster://user:password@host:port,host:port`,
 * `redis+sentinel://user:password@host:port,host:port/<primary's name>?sentinelPassword=…`, and both with `rediss` for
 * TLS. User and password are percent-encoded and Redis's own. Any other text is the address of a single Redis.
 * `undefined` if it has one of these schemes and is not such a URL.
 */
export function parseRedisUrl(url: string): RedisAddress | undefined {
  if (!/^rediss?\+/.test(url)) return { kind: "single", url };
  const [, scheme, kind, user = "", hosts = "", name, sentinelPassword] = MANY.exec(url) ?? [];
  const nodes = hosts.split(",").map(parseNode);
  if (!nodes.every((node) => node !== undefined)) return undefined;
  const [username, password] = user.split(":", 2).map(decode);
  const access = {
    ...(username && { username }),
    ...(password && { password }),
    isEncrypted: scheme === "rediss",
  };
  if (kind === "cluster")
    return name === undefined && sentinelPassword === undefined
      ? { kind, nodes, ...access }
      : undefined;
  if (name === undefined) return undefined;
  const secret = sentinelPassword && { sentinelPassword: decode(sentinelPassword) };
  return { kind: "sentinel", nodes, name, ...secret, ...access };
}

/** "host:port", with an IPv6 address in brackets. */
function parseNode(text: string): Node | undefined {
  const [, ipv6, host = ipv6, port] = /^(?:\[([\da-f:]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text) ?? [];
  return host === undefined ? undefined : { host, port: Number(port) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
