import { HTTP } from "../policy.ts";
/** Why a request is dropped before its body is complete. */
export type Cut =
  /** The body arrived more slowly than allowed. */
  | "late"
  /** Another request needed the slot. */
  | "displaced"
  /** The server is shutting down. */
  | "closing";

export interface PendingBody {
  /** Charges bytes that have arrived. */
  add(bytes: number): void;
  /** Releases the slot. Must be called once the request is verified, refused or gone. */
  end(): void;
}

/** The requests of one webhook that are not verified yet. */
export interface PendingBodies {
  /** Always succeeds: when there is no room, the request closest to its deadline is dropped. */
  begin(options: { peer: string; onCut: (cut: Cut) => void }): PendingBody;
  /** Drops every pending request, and each new one. */
  close(): void;
}

export interface PendingBodiesOptions {
  maxRequests?: number;
  /** Charged as they arrive: a declared length costs nothing. */
  maxBytes?: number;
  /** The time limit for a body: a base, plus the time that its bytes need at the slowest rate allowed. */
  bodyMs?: number;
  bytesPerSecond?: number;
  /** Monotonic, in milliseconds. */
  now?: () => number;
}

interface Entry {
  peer: string;
  bytes: number;
  begunAt: number;
  timer: NodeJS.Timeout | undefined;
  onCut: (cut: Cut) => void;
}

/**
 * Bounds the cost of unverified requests without a fixed limit for anyone. A request is dropped when its body is late,
 * or when room is needed and its deadline is the closest: a silent or trickling sender loses, a sender at full speed
 * does not. The peer with the most pending requests gives up a slot first, so that a single address cannot displace
 * others. There is no limit per address, because all requests behind a proxy share one.
 */
export function createPendingBodies(options: PendingBodiesOptions = {}): PendingBodies {
  const {
    maxRequests = HTTP.unverifiedRequests,
    maxBytes = HTTP.unverifiedBytes,
    bodyMs = HTTP.bodyMs,
    bytesPerSecond = HTTP.bodyBytesPerSecond,
    now = () => performance.now(),
  } = options;
  const entries = new Set<Entry>();
  let bytesHeld = 0;
  let isClosed = false;

  const deadlineOf = ({ begunAt, bytes }: Entry) =>
    begunAt + bodyMs + (bytes / bytesPerSecond) * 1_000;

  const remove = (entry: Entry): boolean => {
    if (!entries.delete(entry)) return false;
    clearTimeout(entry.timer);
    bytesHeld -= entry.bytes;
    return true;
  };
  const cut = (entry: Entry | undefined, reason: Cut) => {
    if (entry && remove(entry)) entry.onCut(reason);
  };
  const closestToDeadline = (candidates: Iterable<Entry>): Entry | undefined => {
    let closest: Entry | undefined;
    for (const entry of candidates)
      if (!closest || deadlineOf(entry) < deadlineOf(closest)) closest = entry;
    return closest;
  };
  const ofBusiestPeers = (newcomer: string): Entry[] => {
    const counts = new Map([[newcomer, 1]]);
    for (const { peer } of entries) counts.set(peer, (counts.get(peer) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const busiest = [...entries].filter(({ peer }) => counts.get(peer) === most);
    // Empty if the newcomer has no slot yet and nobody has more than one.
    return busiest.length > 0 ? busiest : [...entries];
  };
  const watch = (entry: Entry) => {
    entry.timer = setTimeout(
      () => {
        if (deadlineOf(entry) > now()) return watch(entry);
        // The rest of the body may have arrived while this process was busy: it is read before the deadline is checked.
        setImmediate(() => cut(entry, "late"));
      },
      Math.max(1, deadlineOf(entry) - now()),
    ).unref();
  };

  return {
    begin({ peer, onCut }) {
      const entry: Entry = { peer, bytes: 0, begunAt: now(), timer: undefined, onCut };
      if (isClosed) {
        onCut("closing");
        return { add() {}, end() {} };
      }
      if (entries.size >= maxRequests) cut(closestToDeadline(ofBusiestPeers(peer)), "displaced");
      entries.add(entry);
      watch(entry);
      return {
        add(bytes) {
          if (!entries.has(entry)) return;
          entry.bytes += bytes;
          bytesHeld += bytes;
          while (bytesHeld > maxBytes) {
            const others = [...entries].filter((other) => other !== entry && other.bytes > 0);
            cut(closestToDeadline(others) ?? entry, "displaced");
          }
        },
        end: () => void remove(entry),
      };
    },
    close() {
      isClosed = true;
      for (const entry of [...entries]) cut(entry, "closing");
    },
  };
}
