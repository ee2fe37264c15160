import { expect, test } from "vitest";
import { parseAnswer } from "../../scripts/bench/load/http-connection.ts";

const complete = {
  "a length": ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", { status: 200, body: "hello" }],
  "no body": ["HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n", { status: 503, body: "" }],
  chunks: [
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\na\r\n, world!\r\n\r\n0\r\n\r\n",
    { status: 200, body: "hello, world!\r\n" },
  ],
} as const;

for (const [what, [received, answer]] of Object.entries(complete))
  test(`reads an answer with ${what} once all of it is there`, () => {
    for (let length = 0; length < received.length; length++)
      expect(parseAnswer(received.slice(0, length))).toBeUndefined();
    expect(parseAnswer(received)).toEqual(answer);
  });
