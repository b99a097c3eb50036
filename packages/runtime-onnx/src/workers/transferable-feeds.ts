import type { JobRequest } from './job-queue.js';
import type { NamedTensor } from './worker-messages.js';

/** What goes to a worker, and the buffers that it may keep. Elements that belong to somebody else are copied first. */
export function transferableFeeds(jobs: readonly JobRequest[]): {
  readonly items: readonly (readonly NamedTensor[])[];
  readonly transfer: readonly ArrayBuffer[];
} {
  const items = jobs.map(({ feeds, shared }) => (shared ? feeds.map(copy) : feeds));
  const buffers = items
    .flat()
    .map(({ tensor: { data } }) => (ArrayBuffer.isView(data) ? data.buffer : undefined))
    .filter((buffer) => buffer instanceof ArrayBuffer);
  return { items, transfer: [...new Set(buffers)] };
}

/** Of a view only what it shows: posting it would take the whole buffer along. */
function copy({ name, tensor }: NamedTensor): NamedTensor {
  const { data } = tensor;
  if (!ArrayBuffer.isView(data)) return { name, tensor };
  // Not data.slice(), which makes one more view when it is a Buffer.
  const own = Uint8Array.prototype.slice.call(data) as typeof data;
  return { name, tensor: { ...tensor, data: own } };
}
