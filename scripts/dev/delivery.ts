import { setTimeout as sleep } from "node:timers/promises";

const TRIES = 60;
const EVERY_MS = 500;
const TAKEN = 200;

/** Posts a member's message as Meta does: repeatedly until the server accepts it. Returns whether it did. */
export async function deliver({
  post,
  onAway = () => {},
}: {
  /** Returns the HTTP status of the server's answer; throws where there is none. */
  post: () => Promise<number>;
  /** Called once, if the first try fails. */
  onAway?: () => void;
}): Promise<boolean> {
  for (let tries = 1; tries <= TRIES; tries++) {
    if ((await post().catch(() => 503)) === TAKEN) return true;
    if (tries === 1) onAway();
    await sleep(EVERY_MS);
  }
  return false;
}
