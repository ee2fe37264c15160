import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { [name: string]: string };
  /** Of the process that exported it. */
  resource: { [name: string]: string };
  startNs: bigint;
  endNs: bigint;
}

/** A collector for OTLP over HTTP in its JSON encoding. */
export interface OtlpReceiver {
  url: string;
  spans: ReceivedSpan[];
  /** The bodies as they came. */
  bodies: string[];
  /** What the collector answers from now on. */
  answerWith(status: number): void;
  close(): Promise<void>;
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const isExport = request.url === "/v1/traces" && request.method === "POST";
    if (isExport && status === 200) {
      const body = Buffer.concat(chunks).toString();
      bodies.push(body);
      spans.push(...decode(JSON.parse(body)));
    }
    response.writeHead(isExport ? status : 404).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    bodies,
    answerWith(next) {
      status = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: string };
}
interface Body {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: {
      spans: (Omit<ReceivedSpan, "attributes"> & {
        attributes: Attribute[];
        startTimeUnixNano: string;
        endTimeUnixNano: string;
      })[];
    }[];
  }[];
}

function decode({ resourceSpans }: Body): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ startTimeUnixNano, endTimeUnixNano, ...span }) => ({
        ...span,
        attributes: toObject(span.attributes),
        resource: toObject(resource.attributes),
        startNs: BigInt(startTimeUnixNano),
        endNs: BigInt(endTimeUnixNano),
      })),
    ),
  );
}

function toObject(attributes: Attribute[]): { [name: string]: string } {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? "?"]),
  );
}
