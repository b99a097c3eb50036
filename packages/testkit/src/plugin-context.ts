import { createNetwork, type PluginAccess, type PluginContext, redact, type ZooEvent } from '@modelzoo/core';

/** What {@link createTestContext} may be told. */
export interface TestContextOptions {
  readonly signal?: AbortSignal | undefined;
  /** What the plugin declared. Default: nothing. */
  readonly access?: PluginAccess | undefined;
  /** The user's environment. The plugin sees what it declared of it. Default: empty. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Default `false`. */
  readonly offline?: boolean | undefined;
  /** Whether addresses of this machine may be reached. Default `true`, since loopback servers are there. */
  readonly allowPrivate?: boolean | undefined;
}

/** A context for one plugin, as core makes it, that remembers what the plugin said. */
export interface TestContext extends PluginContext {
  readonly events: readonly ZooEvent[];
  /** What was logged, as `warn: text`. */
  readonly notes: readonly string[];
  /** Cuts all connections. */
  close(): Promise<void>;
}

/** Makes a context with a real guarded fetch. Close it after the test. */
export function createTestContext(options: TestContextOptions = {}): TestContext {
  const { signal = new AbortController().signal, access, env = {}, offline = false, allowPrivate = true } = options;
  const network = createNetwork({ env: {}, offline, userAgent: 'modelzoo-testkit' });
  // The connection that a transfer has of its own.
  void network.connections.acquire(signal).catch(() => undefined);
  const events: ZooEvent[] = [];
  const notes: string[] = [];
  const emit = (event: ZooEvent): void => void events.push(event);
  const seenEnv = Object.fromEntries((access?.env ?? []).map((name) => [name, env[name]]));
  const note = (level: string) => (message: string) => void notes.push(`${level}: ${redact(message)}`);
  return {
    fetch: network.fetchFor({
      signal,
      credentialOrigins: access?.origins?.(seenEnv) ?? [],
      allowPrivate,
      subject: 'test',
      emit,
    }),
    signal,
    log: { debug: note('debug'), info: note('info'), warn: note('warn') },
    env: seenEnv,
    emit,
    connections: network.connections,
    offline,
    events,
    notes,
    close: () => network.close(),
  };
}
