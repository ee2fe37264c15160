import { join } from "node:path";
import { createCloudApiFake } from "../../src/fakes/cloud-api/cloud-api.ts";
import { createCredexCoreFake } from "../../src/fakes/credex-core/credex-core.ts";
import { findPort } from "../../src/loopback/port.ts";
import { createDrawProcess } from "../../src/playground/draw-process.ts";
import type { CredexMode } from "../../src/playground/protocol.ts";
import { pathsSince } from "../machines/paths-since.ts";
import { drawRevision, revisionsOfMachines } from "../machines/revision.ts";
import { startClient } from "./client.ts";
import { createEditor } from "./edit/editor.ts";
import { openEditions } from "./editions.ts";
import { listen } from "./listener.ts";
import { createOpenInEditor } from "./open-in-editor.ts";
import { openRedis } from "./redis.ts";
import { createServerProcess } from "./server-process.ts";
import {
  BUSINESS_NUMBER_ID,
  DATA,
  MACHINES,
  type Running,
  readData,
  readPort,
  readSecrets,
  writeData,
} from "./settings.ts";
import { type EditsWatch, watchEdits } from "./watch-edits.ts";
import { createMembers } from "./world/members.ts";
import { createOtherMembers } from "./world/other-members.ts";
import { createSkip } from "./world/skip.ts";
import { memoryState, openRedisState } from "./world/state.ts";
import { credexFault } from "./world/trouble.ts";
import { createWorldApi } from "./world/world.ts";

/** Everything that a conversation needs, on this machine: server, Redis, and the fakes of credex-core and WhatsApp. */

/** In the list of commits to compare with. */
const SHOWN_REVISIONS = 20;

const port = await findPort(readPort());
const secrets = readSecrets();
const serverUrl = `http://127.0.0.1:${port}`;

const redis = await openRedis(process.env.REDIS_STATE_URL);
let aheadMs = 0;
const clock = () => Date.now() + aheadMs;
let credexMode: CredexMode = "fine";
const credexCore = createCredexCoreFake({
  apiKey: secrets.CLIENT_API_KEY,
  file: join(DATA, "sandbox.json"),
  webhook: { url: `${serverUrl}/webhooks/credex`, secret: secrets.CREDEX_WEBHOOK_SECRET },
  clock,
  chance: (endpoint) => credexFault(credexMode, endpoint),
});
const cloudApi = createCloudApiFake({
  accessToken: secrets.WHATSAPP_ACCESS_TOKEN,
  appSecret: secrets.WHATSAPP_APP_SECRET,
  webhookUrl: `${serverUrl}/webhook`,
  businessNumberId: BUSINESS_NUMBER_ID,
  clock,
});
const credex = await listen(credexCore.app);
const whatsapp = await listen(cloudApi.app);

const editions = await openEditions({ machines: MACHINES, home: join(DATA, "served") });
const server = createServerProcess({
  url: serverUrl,
  env: () => ({
    LOG_LEVEL: "warn",
    MEMBER_MESSAGES_PER_MINUTE: "1000",
    OFFER_UNREVIEWED_LANGUAGES: "yes",
    ...secrets,
    WHATSAPP_PHONE_NUMBER_ID: BUSINESS_NUMBER_ID,
    PLAYGROUND: "dev",
    PLAYGROUND_STEPS_FILE: join(DATA, "steps.jsonl"),
    ...process.env,
    ...(client && { PLAYGROUND_CLIENT_URL: client.url }),
    PLAYGROUND_WORLD_URL: worldListener.url,
    DEV_CLOCK_AHEAD_MS: `${aheadMs}`,
    DEV_SERVED: editions.good(),
    PORT: `${port}`,
    HOST: "127.0.0.1",
    REDIS_STATE_URL: redis.url,
    WHATSAPP_API_URL: whatsapp.url,
    MYCREDEX_APP_URL: credex.url,
  }),
  onStart(pid) {
    const running = { serverUrl, serverPid: pid, cloudApiUrl: whatsapp.url };
    writeData("dev.json", { ...running, worldUrl: worldListener.url } satisfies Running);
  },
  onChange(isUp) {
    world.changed();
    const problems = editions.problems();
    if (isUp && problems.length > 0) void server.post({ kind: "edited", problems });
  },
  onFailure(code) {
    console.error(`The server ended with code ${code}. Fix the cause and start again.`);
    process.exitCode = 1;
    void stop();
  },
});

const draw = createDrawProcess();
const state = redis.url === "memory:" ? memoryState() : openRedisState(redis.url);
const world = createWorldApi({
  origins: [serverUrl, `http://localhost:${port}`],
  cloudApi,
  members: createMembers({
    file: {
      read: () => readData("members.json"),
      write: (members) => writeData("members.json", members),
    },
    known: credexCore.ledger.book.members,
    alias: credexCore.registry.alias,
  }),
  server,
  aheadMs: () => aheadMs,
  introduce: state.introduce,
  editor: createEditor({ folder: MACHINES, tryOut: editions.tryOut }),
  serveEdits: async () => watch?.serveNow(),
  openInEditor: createOpenInEditor(MACHINES),
  kept: {
    revisions: () => revisionsOfMachines(SHOWN_REVISIONS),
    draw: (revision) => drawRevision(revision, draw),
    pathsSince,
  },
  skip: createSkip({
    state,
    async advance(ms) {
      aheadMs += ms;
      await server.post({ kind: "clock", aheadMs });
    },
  }),
  others: createOtherMembers({ credexCore, clock }),
  hadJoined: credexCore.registry.hadJoined,
  setCredex(mode) {
    credexMode = mode;
    if (mode === "away") credex.shut();
    else credex.open();
  },
});
const worldListener = await listen(world.app);
const client = await startClient(serverUrl);

let watch: EditsWatch | undefined;
let isStopping = false;
process.once("SIGINT", () => void stop());
process.once("SIGTERM", () => void stop());
server.start();
await server.untilUp();
// Otherwise it was stopped, or has failed and reported it.
if (server.isUp()) {
  watch = watchEdits({
    machines: MACHINES,
    editions,
    serve: (edition) => server.post({ kind: "edited", ...edition }),
  });
  console.log(welcome());
}

function welcome(): string {
  const timeline =
    redis.url === "memory:"
      ? ""
      : `For operators:  REDIS_STATE_URL=${redis.url} npm run ops -- timeline <the member's number>\n`;
  return `
vimbiso-conversations

Open in a browser:  ${serverUrl}/playground
  a phone to write with on the left, the chart of the conversation on the right;
  save a file in machines/, and the next reply uses it

  server      ${serverUrl}
  state       ${redis.description}
  credex-core ${credex.url} (fake; try the handles bob_bakery, thandi_tailor, moyo_motors)
  WhatsApp    ${whatsapp.url} (fake)

To chat in another terminal:  npm run chat
${timeline}Stop with Ctrl+C.`;
}

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  watch?.stop();
  await server.stop();
  world.close();
  await Promise.all([cloudApi.close(), credexCore.close()]);
  await client?.close();
  state.close();
  for (const listener of [whatsapp, credex, worldListener]) listener.shut();
  redis.stop();
}
