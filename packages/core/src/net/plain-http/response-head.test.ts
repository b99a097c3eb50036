import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readResponseHead } from './response-head.js';

const head = (...lines: readonly string[]): string => ['HTTP/1.1 200 OK', ...lines].join('\r\n');

describe('readResponseHead', () => {
  it('reads a status, fields by lower-case name, and a length', () => {
    expect(readResponseHead(head('Content-Length: 12', 'ETag:"a"', 'X-Two: 1', 'x-two:\t2 '))).toMatchObject({
      statusCode: 200,
      statusText: 'OK',
      headers: { 'content-length': '12', etag: '"a"', 'x-two': ['1', '2'] },
      bodyBytes: 12,
      keepsAlive: true,
    });
    expect(readResponseHead('HTTP/1.1 206\r\ncontent-length: 0\r\nConnection: Close')).toMatchObject({
      statusCode: 206,
      statusText: '',
      keepsAlive: false,
    });
  });

  it('has no field that the server did not send', () => {
    const headers = readResponseHead(head('content-length: 1', '__proto__: x', 'constructor: y'))?.headers;
    expect(Object.keys(headers ?? {})).toStrictEqual(['content-length', '__proto__', 'constructor']);
    expect(headers?.['toString']).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['an older protocol', 'HTTP/1.0 200 OK\r\ncontent-length: 1'],
    ['another protocol', 'ICY 200 OK\r\ncontent-length: 1'],
    ['an interim answer', 'HTTP/1.1 103 Early Hints\r\ncontent-length: 1'],
    ['a status without a body', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 1'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\ncontent-length: 1'],
    ['no length', head('etag: "a"')],
    ['two lengths', head('content-length: 1', 'content-length: 2')],
    ['the same length twice', head('content-length: 1', 'Content-Length: 1')],
    ['a list of lengths', head('content-length: 1, 1')],
    ['a negative length', head('content-length: -1')],
    ['a length with a sign', head('content-length: +1')],
    ['a length in another base', head('content-length: 0x1')],
    ['a length that no number holds', head('content-length: 99999999999999999999')],
    ['chunks', head('transfer-encoding: chunked')],
    ['chunks and a length', head('content-length: 1', 'transfer-encoding: chunked')],
    ['fields after the body', head('content-length: 1', 'trailer: x')],
    ['another protocol to come', head('content-length: 1', 'upgrade: h2c', 'connection: upgrade')],
    ['two fields about the connection', head('content-length: 1', 'connection: close', 'connection: keep-alive')],
    ['a folded field', head('content-length: 1', 'x: a', ' b')],
    ['a space before the colon', head('content-length : 1')],
    ['a field without a name', head('content-length: 1', ': x')],
    ['a field without a colon', head('content-length: 1', 'x')],
    ['a bare line feed', head('content-length: 1', 'x: a\ny: b')],
    ['a bare line feed after the status', 'HTTP/1.1 200 OK\ncontent-length: 1'],
    ['a bare carriage return', head('content-length: 1', 'x: a\ry: b')],
    ['a zero byte', head('content-length: 1', 'x: a\0')],
    ['an empty line', head('', 'content-length: 1')],
  ])('leaves %s to others', (_, text) => {
    expect(readResponseHead(text)).toBeUndefined();
  });

  it('takes no other length than the one that stands there, whatever is around it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'content-length', ':', ' ', '\t', '\r', '\n', '\0', '1') });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const read = readResponseHead(head(`x: ${before}`, 'content-length: 7', `y: ${after}`));
        expect(read?.bodyBytes ?? 7).toBe(7);
      }),
    );
  });
});
