import { ZooError } from '@modelzoo/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DELIMITER, FLUSH, formatPacket, packetText, readPackets, type Packet } from './pkt-line.js';

const MAX_BYTES = 1024 * 1024;

/** The text as a stream, cut where `pieces` says. */
async function* streamOf(text: string, pieces = text.length || 1): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += pieces) yield bytes.subarray(start, start + pieces);
}

async function readAll(text: string, pieces?: number, maxBytes = MAX_BYTES): Promise<readonly string[]> {
  const seen: string[] = [];
  for await (const packet of readPackets(streamOf(text, pieces), maxBytes)) seen.push(describePacket(packet));
  return seen;
}

function describePacket(packet: Packet): string {
  return packetText(packet) ?? `<${packet.kind}>`;
}

describe('readPackets', () => {
  it.each([1, 2, 3, 5, 1000])('reads lines and marks that arrive %i bytes at a time', async (pieces) => {
    const text = `${formatPacket('version 2')}${DELIMITER}000dplain too${FLUSH}00020004${formatPacket('naïve')}`;
    const expected = ['version 2', '<delimiter>', 'plain too', '<flush>', '<response-end>', '', 'naïve'];
    expect(await readAll(text, pieces)).toStrictEqual(expected);
  });

  it('reads nothing out of nothing', async () => {
    expect(await readAll('')).toStrictEqual([]);
  });

  it.each([
    ['a length of three', '0003'],
    ['letters for a length', 'zzzz'],
    ['a sign in the length', '-001'],
    ['a space in the length', ' 005a'],
    ['a length beyond what git allows', 'fff1'],
    ['a page for people', '<!doctype html>'],
    ['half a packet', '0009ab'],
    ['half a length', '00'],
  ])('refuses %s', async (_what, text) => {
    await expect(readAll(text)).rejects.toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
  });

  it('reads as much as it is told, and no more', async () => {
    const text = formatPacket('a').repeat(10);
    expect(await readAll(text, 6, 60)).toHaveLength(10);
    await expect(readAll(text, 6, 59)).rejects.toMatchObject({ code: 'ERR_ZOO_RESPONSE_INVALID' });
  });

  it('closes the stream when nobody reads on', async () => {
    let isClosed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from(FLUSH);
      } finally {
        isClosed = true;
      }
    }
    for await (const _packet of readPackets(endless(), MAX_BYTES)) break;
    expect(isClosed).toBe(true);
  });

  it('reads back what was written, however it is cut', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.endsWith('\n'));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 50 }), async (lines, pieces) => {
        expect(await readAll(lines.map(formatPacket).join(''), pieces)).toStrictEqual(lines);
      }),
      { numRuns: 200 },
    );
  });

  // oxlint-disable-next-line vitest/expect-expect -- the property expects
  it('ends or refuses, whatever comes', async () => {
    const garbage = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9a-f]{0,64}$/));
    await fc.assert(
      fc.asyncProperty(garbage, async (text) => {
        const outcome = await readAll(text).catch((error: unknown) => (ZooError.is(error) ? error.code : error));
        expect(outcome).toSatisfy((what) => Array.isArray(what) || what === 'ERR_ZOO_RESPONSE_INVALID');
      }),
      { numRuns: 500 },
    );
  });
});

describe('formatPacket', () => {
  it('counts bytes, with the length and the newline', () => {
    expect(formatPacket('command=ls-refs')).toBe('0014command=ls-refs\n');
    expect(formatPacket('ä')).toBe('0007ä\n');
  });

  it('refuses a text that git would not read', () => {
    expect(() => formatPacket('a'.repeat(65_516))).toThrow(RangeError);
    expect(formatPacket('a'.repeat(65_515))).toHaveLength(65_520);
  });
});
