import { describe, expect, it } from 'vitest';
import type { ZooErrorCode } from '../errors/error-codes.js';
import { ZooError } from '../errors/zoo-error.js';
import type { ZooEvent } from '../events/zoo-event.js';
import { resumeStream, type StreamPart } from './resume-stream.js';

const content = Uint8Array.from({ length: 100 }, (_value, index) => index);

/** Ten bytes at a time from a position on, until it breaks. */
function part(start: number, breaksAt?: number, code: ZooErrorCode = 'ERR_ZOO_NETWORK'): StreamPart {
  return {
    start,
    bytes: (async function* () {
      for (let position = start; position < content.length; position += 10) {
        if (breaksAt !== undefined && position >= breaksAt) throw new ZooError(code, 'It broke.');
        yield content.subarray(position, position + 10);
      }
    })(),
  };
}

async function read(
  first: StreamPart,
  open: (position: number) => Promise<StreamPart>,
  signal = new AbortController().signal,
) {
  const events: ZooEvent[] = [];
  const options = { signal, emit: (event: ZooEvent) => void events.push(event), subject: 'x', baseDelayMs: 0 };
  const pieces: Uint8Array[] = [];
  for await (const bytes of resumeStream(first, open, options)) pieces.push(bytes);
  return { bytes: new Uint8Array(Buffer.concat(pieces)), events };
}

describe('resumeStream', () => {
  it('goes on where a part broke, and says so', async () => {
    const asked: number[] = [];
    const { bytes, events } = await read(part(0, 30), async (position) => {
      asked.push(position);
      return part(position, position === 30 ? 70 : undefined);
    });
    expect(bytes).toStrictEqual(content);
    expect(asked).toStrictEqual([30, 70]);
    expect(events.map(({ type }) => type)).toStrictEqual(['retry', 'retry']);
  });

  it('leaves out what came already when a part begins earlier', async () => {
    const { bytes } = await read(part(0, 30), async () => part(5));
    expect(bytes).toStrictEqual(content);
  });

  it('gives up on what never gets far, and at once on what will not pass', async () => {
    let opened = 0;
    const slow = read(part(0, 10), async (position) => {
      opened += 1;
      return part(position, position + 10);
    });
    await expect(slow).rejects.toMatchObject({ code: 'ERR_ZOO_NETWORK' });
    expect(opened).toBe(3);
    await expect(read(part(0, 10, 'ERR_ZOO_UNAUTHORIZED'), async () => part(0))).rejects.toMatchObject({
      code: 'ERR_ZOO_UNAUTHORIZED',
    });
  });

  it('stops with the reason of its signal, without asking again', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const stopped = read(
      part(0, 50),
      async () => {
        controller.abort(reason);
        throw new ZooError('ERR_ZOO_NETWORK', 'It broke.');
      },
      controller.signal,
    );
    await expect(stopped).rejects.toBe(reason);
  });

  it('lets go of the part when its reader has seen enough', async () => {
    let isClosed = false;
    const bytes = (async function* () {
      try {
        yield content;
        yield content;
      } finally {
        isClosed = true;
      }
    })();
    const options = { signal: new AbortController().signal, emit: () => undefined, subject: 'x' };
    for await (const _chunk of resumeStream({ start: 0, bytes }, async () => part(0), options)) break;
    expect(isClosed).toBe(true);
  });
});
