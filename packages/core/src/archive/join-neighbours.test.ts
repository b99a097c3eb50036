import { describe, expect, it } from 'vitest';
import { joinNeighbours } from './join-neighbours.js';

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<{ given: string[]; failure: unknown }> {
  const given: string[] = [];
  try {
    for await (const piece of joinNeighbours(pieces)) given.push(Buffer.from(piece).toString());
    return { given, failure: undefined };
  } catch (failure) {
    return { given, failure };
  }
}

describe('joinNeighbours', () => {
  it('joins what lies side by side, and nothing else', async () => {
    const memory = Buffer.from('abcdefgh');
    async function* pieces(): AsyncGenerator<Uint8Array> {
      yield memory.subarray(0, 2);
      yield memory.subarray(2, 5);
      yield memory.subarray(6);
      yield Buffer.from('xy');
      yield memory.subarray(0, 1);
    }
    expect(await joined(pieces())).toStrictEqual({ given: ['abcde', 'gh', 'xy', 'a'], failure: undefined });
  });

  it('gives what came before a failure, and then the failure', async () => {
    const failure = new Error('damaged');
    const memory = Buffer.from('abcd');
    async function* pieces(): AsyncGenerator<Uint8Array> {
      yield memory.subarray(0, 2);
      yield memory.subarray(2);
      throw failure;
    }
    expect(await joined(pieces())).toStrictEqual({ given: ['abcd'], failure });
  });

  it('makes no piece much larger than a mebibyte', async () => {
    const memory = Buffer.alloc(3 * 1024 * 1024);
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let start = 0; start < memory.length; start += 512) yield memory.subarray(start, start + 512);
    }
    const { given } = await joined(pieces());
    expect(given.map(({ length }) => length)).toStrictEqual(Array(3).fill(1024 * 1024));
  });
});
