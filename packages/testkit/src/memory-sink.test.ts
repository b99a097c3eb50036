import { describe, expect, it } from 'vitest';
import { createMemorySink } from './memory-sink.js';

const first = { validator: '"a"', sizeBytes: 6 };

describe('createMemorySink', () => {
  it('keeps what was written, in whatever order', async () => {
    const sink = createMemorySink();
    await sink.begin(first);
    await sink.write(4, Uint8Array.of(4, 5));
    await sink.write(0, Uint8Array.of(0, 1));
    expect(sink.present).toStrictEqual([
      { start: 0, end: 2 },
      { start: 4, end: 6 },
    ]);
    await sink.write(2, Uint8Array.of(2, 3));
    expect(sink.present).toStrictEqual([{ start: 0, end: 6 }]);
    expect(sink.bytes()).toStrictEqual(Uint8Array.of(0, 1, 2, 3, 4, 5));
  });

  it('goes on with the same content only', async () => {
    const sink = createMemorySink();
    await sink.begin(first);
    await sink.write(0, Uint8Array.of(1));
    const again = sink.reopen();
    expect(again.resume).toStrictEqual(first);
    await again.begin(first);
    expect(again.present).toHaveLength(1);
    await again.begin({ ...first, validator: '"b"' });
    expect(again.present).toHaveLength(0);
    expect(sink.present).toHaveLength(1);
  });

  it('takes contents without a validator for different ones', async () => {
    const sink = createMemorySink();
    await sink.begin({ validator: undefined, sizeBytes: 6 });
    await sink.write(0, Uint8Array.of(1));
    await sink.begin({ validator: undefined, sizeBytes: 6 });
    expect(sink.present).toHaveLength(0);
  });

  it('refuses bytes of a content that was not begun', async () => {
    await expect(createMemorySink().write(0, Uint8Array.of(1))).rejects.toThrow(TypeError);
  });
});
