import { withRetries } from '../net/retry.js';
import { statusError } from '../net/status-error.js';
import type { PluginContext } from '../plugins/plugin-context.js';

/**
 * Brings an input from the web into memory, at most as many bytes as an answer may have.
 *
 * @throws ZooError those of the network, and `ERR_ZOO_FILE_NOT_FOUND`
 */
export async function fetchInput(url: string | URL, context: PluginContext, signal: AbortSignal): Promise<Uint8Array> {
  const subject = String(url);
  return withRetries(
    async () => {
      const response = await context.fetch(url, { signal });
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      await response.body?.cancel();
      throw statusError(response, subject);
    },
    { signal, emit: context.emit, subject },
  );
}
