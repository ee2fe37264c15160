import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type ServerType, serve } from "@hono/node-server";
import { createSandbox } from "../../src/credex/sandbox/sandbox.ts";
import { createDouble } from "../../src/whatsapp/double.ts";
import { openRedis } from "./redis.ts";
import {
  BUSINESS_NUMBER_ID,
  DATA,
  findPort,
  type Running,
  readSecrets,
  writeData,
} from "./settings.ts";

/** Everything a conversation needs, on this machine: server, Redis, credex-core's sandbox, WhatsApp's double. */

const secrets = readSecrets();
const port = await findPort(Number(process.env.PORT ?? 3000));
const serverUrl = `http://127.0.0.1:${port}`;

const redis = await openRedis(process.env.REDIS_STATE_URL);
const sandbox = createSandbox({
  apiKey: secrets.CLIENT_API_KEY,
  file: join(DATA, "sandbox.json"),
  webhook: { url: `${serverUrl}/webhooks/credex`, secret: secrets.CREDEX_WEBHOOK_SECRET },
});
const double = createDouble({
  accessToken: secrets.WHATSAPP_ACCESS_TOKEN,
  appSecret: secrets.WHATSAPP_APP_SECRET,
  webhookUrl: `${serverUrl}/webhook`,
  businessNumberId: BUSINESS_NUMBER_ID,
});
const credex = await listen(sandbox.app);
const whatsapp = await listen(double.app);

let isStopping = false;
let server = start();
await untilReady();

const timeline =
  redis.url === "memory:"
    ? ""
    : `And an operator:  REDIS_STATE_URL=${redis.url} npm run ops -- timeline <the member's number>\n`;
console.log(`
vimbiso-conversations
  server      ${serverUrl}
  state       ${redis.description}
  credex-core ${credex.url} (sandbox; try the handles bob_bakery, thandi_tailor, moyo_motors)
  WhatsApp    ${whatsapp.url} (double)

Now be a member, in another terminal:  npm run chat
${timeline}Stop with Ctrl+C.`);

process.once("SIGINT", () => void stop());
process.once("SIGTERM", () => void stop());

/** Starts the server, and starts it again when it was killed. */
function start(): ChildProcess {
  const child = fork(new URL("server.ts", import.meta.url), {
    execArgv: ["--import", "tsx"],
    env: {
      LOG_LEVEL: "warn",
      MEMBER_MESSAGES_PER_MINUTE: "1000",
      OFFER_UNREVIEWED_LANGUAGES: "yes",
      ...secrets,
      WHATSAPP_PHONE_NUMBER_ID: BUSINESS_NUMBER_ID,
      ...process.env,
      PORT: `${port}`,
      HOST: "127.0.0.1",
      REDIS_STATE_URL: redis.url,
      WHATSAPP_API_URL: whatsapp.url,
      MYCREDEX_APP_URL: credex.url,
    },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const running = { serverUrl, serverPid: child.pid, doubleUrl: whatsapp.url };
  writeData("dev.json", running satisfies Running);
  child.once("exit", (code, signal) => {
    if (isStopping) return;
    if (signal === null) {
      console.error(`The server ended with code ${code}. Mend it, and start again.`);
      void stop();
      return;
    }
    console.log(`The server was ended by ${signal}: starting it again.`);
    server = start();
  });
  return child;
}

async function untilReady(): Promise<void> {
  while (!isStopping) {
    const response = await fetch(`${serverUrl}/ready`).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stop(): Promise<void> {
  isStopping = true;
  if (server.exitCode === null && server.signalCode === null) {
    server.kill("SIGTERM");
    await once(server, "exit");
  }
  await Promise.all([double.close(), sandbox.close()]);
  for (const { socket } of [whatsapp, credex]) socket.close();
  redis.stop();
}

async function listen(app: {
  fetch: Parameters<typeof serve>[0]["fetch"];
}): Promise<{ url: string; socket: ServerType }> {
  const free = await findPort();
  const socket = serve({ fetch: app.fetch, port: free, hostname: "127.0.0.1" });
  await once(socket, "listening");
  return { url: `http://127.0.0.1:${free}`, socket };
}
