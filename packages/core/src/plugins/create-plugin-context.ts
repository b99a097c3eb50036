import { redact } from '../errors/redact.js';
import type { ZooEventListener } from '../events/zoo-event.js';
import type { Network } from '../net/guarded-fetch.js';
import type { NetworkReach } from '../zoo-services.js';
import type { PluginAccess, PluginContext } from './plugin-context.js';

/** What one operation hands to every plugin that it uses. */
export interface PluginContextParts {
  readonly network: Network;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly emit: ZooEventListener;
  readonly offline: boolean;
  readonly subject: string;
}

/** Narrows the outside down to what a plugin declared that it needs. */
export function createPluginContext(
  { network, env, signal, emit, offline, subject }: PluginContextParts,
  access: PluginAccess | undefined,
  reach: NetworkReach,
): PluginContext {
  const declared = Object.fromEntries((access?.env ?? []).map((name) => [name, env[name]]));
  const note = (level: 'debug' | 'info' | 'warn') => (message: string) =>
    emit({ type: 'notice', level, message: redact(message) });
  return {
    fetch: network.fetchFor({
      signal,
      emit,
      subject,
      credentialOrigins: access?.origins?.(declared) ?? [],
      allowPrivate: reach.allowPrivate,
      onAddress: reach.onAddress,
      expects: reach.expects,
    }),
    signal,
    emit,
    connections: network.connections,
    offline,
    env: declared,
    log: { debug: note('debug'), info: note('info'), warn: note('warn') },
  };
}
