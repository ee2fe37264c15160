import { createConnection, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import {
  AbstractConnector,
  type SentinelConnectionOptions,
  SentinelConnector,
  type StandaloneConnectionOptions,
} from "ioredis";

/** The driver's error for a connection that is closed. */
export const CLOSED = "Connection is closed.";

/** Connects to one address. The driver's own connector cannot be extended: the package does not export it. */
export class SteadyConnector extends AbstractConnector {
  readonly #options: StandaloneConnectionOptions;

  constructor(options: unknown) {
    const standalone = options as StandaloneConnectionOptions;
    super(standalone.disconnectTimeout ?? 0);
    this.#options = standalone;
  }

  override async connect(): Promise<Socket> {
    this.connecting = true;
    // The driver may be closed by a listener of its event "connecting".
    await new Promise((resolve) => process.nextTick(resolve));
    if (!this.connecting) throw new Error(CLOSED);
    const { path, host, port = 0, family, tls } = this.#options;
    const address = path ? { path } : { port, ...(host && { host }), ...(family && { family }) };
    this.stream = withoutSecondErrors(
      tls ? connectTls({ ...address, ...tls }) : createConnection(address),
    );
    this.stream.once("error", (error) => {
      this.firstError = error;
    });
    return this.stream;
  }
}

/** Connects to the primary that Sentinel names. */
export class SteadySentinelConnector extends SentinelConnector {
  constructor(options: unknown) {
    super(options as SentinelConnectionOptions);
  }

  override async connect(onError: (type: string, error: Error) => void) {
    return withoutSecondErrors(await super.connect(onError));
  }
}

/**
 * The driver handles the first error of a socket. An encrypted one can have a second, as when Redis answers to the end
 * of a handshake whose certificate was refused: without a listener it would end the process.
 */
function withoutSecondErrors<Stream extends Socket>(stream: Stream): Stream {
  return stream.on("error", () => {});
}
