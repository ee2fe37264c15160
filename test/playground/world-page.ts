import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { createEditor } from "../../scripts/dev/edit/editor.ts";
import { createOpenInEditor } from "../../scripts/dev/open-in-editor.ts";
import { createMembers } from "../../scripts/dev/world/members.ts";
import { createOtherMembers } from "../../scripts/dev/world/other-members.ts";
import { createSkip } from "../../scripts/dev/world/skip.ts";
import { openRedisState } from "../../scripts/dev/world/state.ts";
import { credexFault } from "../../scripts/dev/world/trouble.ts";
import { createWorldApi } from "../../scripts/dev/world/world.ts";
import { pathsSince } from "../../scripts/machines/paths-since.ts";
import { drawRevision, revisionsOfMachines } from "../../scripts/machines/revision.ts";
import type { CredexCoreFake } from "../../src/fakes/credex-core/credex-core.ts";
import { BUSINESS_NUMBER_ID, listen, openWorld, type World } from "../../src/loopback/world.ts";
import type { CredexMode } from "../../src/playground/protocol.ts";
import { openPage, type Page } from "./page.ts";

/** The world of development around a server in this process. */
export interface PageWorld extends Page {
  url: string;
  /** Of the machines. */
  folder: string;
  redis: Redis;
  credexCore: CredexCoreFake;
  serverUrl: string;
  /** Starts the server. */
  open: World["open"];
  offersOf(number: string): number;
  /** Sends as the server does; returns WhatsApp's HTTP status. */
  send(number: string, text: string): Promise<number>;
}

export const ORIGIN = "http://127.0.0.1:3000";

export async function openPageWorld(redisUrl: string): Promise<PageWorld> {
  let credex: CredexMode = "fine";
  let kept: unknown;
  const file = {
    read: () => kept,
    write(members: unknown) {
      kept = members;
    },
  };
  const world = await openWorld(redisUrl, {
    notices: true,
    chance: (endpoint) => credexFault(credex, endpoint),
  });
  const state = openRedisState(redisUrl);
  const folder = mkdtempSync(join(tmpdir(), "machines-"));
  const api = createWorldApi({
    origins: [ORIGIN],
    cloudApi: world.cloudApi,
    members: createMembers({ file, known: [], alias: world.credexCore.registry.alias }),
    server: { isUp: () => true, kill() {} },
    aheadMs: () => world.clock.aheadMs,
    introduce: state.introduce,
    editor: createEditor({ folder, tryOut: async () => [] }),
    serveEdits: async () => {},
    openInEditor: createOpenInEditor(folder),
    kept: {
      revisions: () => revisionsOfMachines(2),
      // Nothing is laid out: what is asked for is drawn elsewhere.
      draw: (revision) => drawRevision(revision, async () => ({ charts: [], wordings: [] })),
      pathsSince,
    },
    skip: createSkip({
      state,
      async advance(ms) {
        world.clock.aheadMs += ms;
      },
    }),
    others: createOtherMembers({
      credexCore: world.credexCore,
      clock: () => Date.now() + world.clock.aheadMs,
    }),
    hadJoined: world.credexCore.registry.hadJoined,
    setCredex(mode) {
      credex = mode;
    },
  });
  const listening = await listen(api.app, 0);
  const page = await openPage(listening.url);
  return {
    ...page,
    url: listening.url,
    folder,
    redis: world.redis,
    credexCore: world.credexCore,
    serverUrl: world.serverUrl,
    open: (options) => world.open(options),
    offersOf: (number) => world.offersOf(number).length,
    async send(to, body) {
      const { WHATSAPP_API_URL, WHATSAPP_ACCESS_TOKEN } = world.env;
      const response = await fetch(`${WHATSAPP_API_URL}/v26.0/${BUSINESS_NUMBER_ID}/messages`, {
        method: "POST",
        headers: { authorization: `Bearer ${WHATSAPP_ACCESS_TOKEN}` },
        body: JSON.stringify({ messaging_product: "whatsapp", to, type: "text", text: { body } }),
      });
      await response.body?.cancel();
      return response.status;
    },
    async close() {
      await page.close();
      api.close();
      await listening.close();
      state.close();
      rmSync(folder, { recursive: true });
      await world.close();
    },
  };
}
