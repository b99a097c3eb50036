import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  ZooError,
  type DeferredFile,
  type PluginContext,
  type SourceContent,
  type SourceProvider,
} from '@modelzoo/core';
import { pack } from 'tar-stream';
import { lfsObject } from '../src/lfs-object.js';
import { seededBytes } from '../src/seeded-bytes.js';

/** What the toy only points to. */
export const deferredBytes = seededBytes(100_000, 'deferred');

/** The pointer to it. */
export const deferredFile: DeferredFile = {
  path: 'weights/large.bin',
  sha256: lfsObject(deferredBytes).sha256,
  sizeBytes: deferredBytes.byteLength,
};

/** The archive of the one toy, with some file that tells it from others. */
export async function packToy(note: string): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'toy-main/manifest.json' }, '{"models": []}');
  archive.entry({ name: 'toy-main/weights.bin' }, Buffer.from(seededBytes(250_000)));
  archive.entry({ name: 'toy-main/note.txt' }, note);
  archive.finalize();
  return await buffer(archive);
}

/** A server with one toy: `known`. */
export interface ToyServer extends AsyncDisposable {
  readonly origin: string;
}

export async function startToyServer(): Promise<ToyServer> {
  const content = await packToy('the same every time');
  const server = createServer(({ url }, response) => {
    if (url?.startsWith('/known/content') === true) response.end(content);
    else if (url?.startsWith('/known/deferred') === true) response.end(deferredBytes);
    else if (url?.startsWith('/known') === true) response.end('revision-1');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** A provider that keeps every law: `toy:<name>`. */
export function createToy(origin: string): SourceProvider {
  const ask = async (path: string, context: PluginContext): Promise<Response> =>
    context.fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${context.env['TOY_TOKEN'] ?? ''}` } });
  return {
    specVersion: 'v1',
    id: 'toy',
    forms: ['toy:<name>'],
    access: { env: ['TOY_TOKEN'], origins: () => [origin] },
    parse(reference) {
      const name = /^toy:([a-z]+)$/.exec(reference)?.[1];
      return name !== undefined && name.length < 100 ? { provider: 'toy', key: `toy:${name}` } : undefined;
    },
    async doResolve(locator, context) {
      context.signal.throwIfAborted();
      const response = await ask(`/${locator.key.slice('toy:'.length)}`, context);
      if (response.ok) return { locator, revision: await response.text() };
      throw new ZooError('ERR_ZOO_SOURCE_NOT_FOUND', 'There is no such toy.', { hint: 'Look under the bed.' });
    },
    async doOpen(_pinned, context): Promise<SourceContent> {
      context.signal.throwIfAborted();
      const { body } = await ask('/known/content', context);
      if (body === null) throw new Error('The server sent nothing.');
      return { kind: 'archive', stream: body };
    },
    async doFetchDeferred(_pinned, file, sink, context) {
      context.signal.throwIfAborted();
      const { body } = await ask('/known/deferred', context);
      await sink.begin({ validator: file.sha256, sizeBytes: file.sizeBytes });
      let position = 0;
      for await (const bytes of body ?? []) {
        await sink.write(position, bytes);
        position += bytes.byteLength;
      }
    },
  };
}
