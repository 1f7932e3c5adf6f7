import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Answer,
  MalformedAnswerError,
  readAnswer,
} from "../../../../modules/adapters/api-gateway/answer.ts";

const head = (...lines: string[]) => `${lines.join("\r\n")}\r\n\r\n`;
const OK = "HTTP/1.1 200 OK";

describe("an answer", () => {
  test.each<[string, string, Answer]>([
    ["without a body", head(OK, "Content-Length: 0"), { status: 200, reusable: true }],
    ["with a body", `${head("HTTP/1.1 410 Gone", "content-length:4")}gone`, { status: 410, reusable: true }],
    [
      "in chunks",
      `${head(OK, "Transfer-Encoding: chunked")}5\r\nhello\r\nA;x=1\r\n0123456789\r\n0\r\n\r\n`,
      { status: 200, reusable: true },
    ],
    [
      "in no chunks",
      `${head(OK, "Transfer-Encoding: gzip, chunked")}0\r\n\r\n`,
      { status: 200, reusable: true },
    ],
    [
      "with trailers",
      `${head(OK, "Transfer-Encoding: chunked")}1\r\nx\r\n0\r\nA: b\r\nC: d\r\n\r\n`,
      { status: 200, reusable: true },
    ],
    ["that needs no length", head("HTTP/1.1 204 No Content", "Date: x"), { status: 204, reusable: true }],
    [
      "after a provisional one",
      head("HTTP/1.1 100 Continue") + head(OK, "Content-Length: 0"),
      { status: 200, reusable: true },
    ],
    ["that closes", head(OK, "Content-Length: 0", "Connection: close"), { status: 200, reusable: false }],
    ["of HTTP/1.0", head("HTTP/1.0 200 OK", "Content-Length: 0"), { status: 200, reusable: false }],
    ["that ends with the connection", `${head(OK, "Date: x")}whatever`, { status: 200, reusable: false }],
    [
      "that somebody goes on after",
      `${head(OK, "Content-Length: 0")}HTTP/1.1`,
      { status: 200, reusable: false },
    ],
  ])("%s", (_, text, answer) => {
    expect(readAnswer(text)).toEqual(answer);
  });

  test("is not complete before its last byte", () => {
    const bodies = fc.array(fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 40 }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(bodies, fc.boolean(), fc.integer({ min: 200, max: 599 }), (chunks, chunked, status) => {
        fc.pre(status !== 204 && status !== 304);
        const line = `HTTP/1.1 ${status} Word`;
        const whole = chunked
          ? `${head(line, "A: b", "transfer-encoding: chunked")}${[...chunks, ""].map((one) => `${one.length.toString(16)}\r\n${one}\r\n`).join("")}`
          : `${head(line, "A: b", `content-length: ${chunks.join("").length}`)}${chunks.join("")}`;
        for (let length = 0; length < whole.length; length += 1)
          expect(readAnswer(whole.slice(0, length))).toBeUndefined();
        expect(readAnswer(whole)).toEqual({ status, reusable: true });
      }),
    );
  });

  test.each([
    ["another protocol", head("SSH-2.0-OpenSSH")],
    ["no size of a chunk", `${head(OK, "Transfer-Encoding: chunked")}xyz\r\n`],
    ["no end", "x".repeat(70_000)],
  ])("with %s is malformed", (_, text) => {
    expect(() => readAnswer(text)).toThrow(MalformedAnswerError);
  });
});
