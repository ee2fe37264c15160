import {
  type CredexCoreFake,
  createCredexCoreFake,
} from "../../../src/fakes/credex-core/credex-core.ts";
import { listen, SECRETS } from "../../../src/loopback/world.ts";
import { type Channel, openChannel } from "../load/channel.ts";

/** What all servers talk to beside their Redis. It runs in this process, as the load does. */
export interface Surroundings {
  channel: Channel;
  credex: CredexCoreFake;
  credexUrl: string;
  close(): Promise<void>;
}

export async function openSurroundings(): Promise<Surroundings> {
  const channel = await openChannel();
  const credex = createCredexCoreFake({ apiKey: SECRETS.CLIENT_API_KEY });
  const { url, close } = await listen(credex.app, 0);
  return {
    channel,
    credex,
    credexUrl: url,
    async close() {
      channel.close();
      await credex.close();
      await close();
    },
  };
}
