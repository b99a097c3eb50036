import type { LoopbackFault } from './loopback-fault.js';
import { seededBytes } from './seeded-bytes.js';

/**
 * Faults for the first so many requests, the same for the same seed: of all those that a download of a good file gets over,
 * for it is served well now and then.
 *
 * @param sizeBytes - Of the file, so that its bytes end and break off within it.
 */
export function seededFaults(seed: string | number, count: number, sizeBytes: number): LoopbackFault[] {
  const words = new Uint32Array(seededBytes(count * 8, seed).buffer);
  return Array.from({ length: count }, (_, index) => {
    const atBytes = (words[2 * index + 1] ?? 0) % sizeBytes;
    const faults: readonly LoopbackFault[] = [
      { kind: 'truncate', atBytes },
      { kind: 'reset', atBytes },
      { kind: 'stall', atBytes },
      { kind: 'slow', bytesPerMs: 64_000, untilBytes: atBytes },
      { kind: 'hang-up' },
      { kind: 'silence' },
      { kind: 'ignore-range' },
      { kind: 'range-not-satisfiable' },
      ...(['start', 'total', 'no-header', 'unit', 'short', 'multipart'] as const).map(
        (how) => ({ kind: 'wrong-range', how }) as const,
      ),
      { kind: 'no-length' },
      { kind: 'announce', bytes: sizeBytes },
      { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
      { kind: 'status', status: 500 },
      { kind: 'status', status: 503 },
    ];
    return faults[(words[2 * index] ?? 0) % faults.length] ?? { kind: 'hang-up' };
  });
}
