import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInbox } from './inbox.js';

describe('createInbox', () => {
  it('gives back all bytes in their order, however they came and were taken', () => {
    const steps = fc.array(fc.oneof(fc.constant('take' as const), fc.integer({ min: 1, max: 300_000 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (sequence) => {
        const inbox = createInbox();
        let written = 0;
        let read = 0;
        let leastSpace = Number.POSITIVE_INFINITY;
        /** What was taken last has to hold until the next is taken. */
        let held: Uint8Array | undefined;
        let heldFrom = 0;
        const check = (): void => {
          const expected = held?.map((_, index) => (heldFrom + index) % 251);
          expect(Buffer.compare(held ?? Buffer.alloc(0), expected ?? Buffer.alloc(0))).toBe(0);
        };
        const take = (): boolean => {
          check();
          held = inbox.take();
          heldFrom = read;
          read += held?.length ?? 0;
          return held !== undefined;
        };
        for (const step of sequence) {
          if (step === 'take') take();
          else {
            const space = inbox.space();
            leastSpace = Math.min(leastSpace, space.length);
            const bytes = Math.min(step, space.length);
            for (let index = 0; index < bytes; index += 1) space[index] = (written + index) % 251;
            written += bytes;
            inbox.filled(bytes);
          }
        }
        while (take());
        expect(leastSpace).toBeGreaterThan(0);
        expect(read).toBe(written);
        expect(inbox.isEmpty()).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('says when it is full, and has room for what comes all the same', () => {
    const inbox = createInbox();
    expect(inbox.filled(1)).toBe(true);
    expect(inbox.filled(inbox.space().length)).toBe(false);
    expect(inbox.space().length).toBeGreaterThan(0);
  });
});
