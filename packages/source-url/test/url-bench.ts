import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createZoo, type Zoo, type ZooEvent } from '@modelzoo/core';
import { createLoopbackOrigin, type LoopbackOrigin, type LoopbackRoute } from '@modelzoo/testkit';
import { onTestFinished } from 'vitest';
import { url, type UrlOptions } from '../src/url.js';

/** A folder that is gone when the test is over, with files in it. */
export async function makeFolder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'source-url-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** A server with one route. */
export async function serve(route: LoopbackRoute, path = '/x.zip'): Promise<LoopbackOrigin> {
  const origin = await createLoopbackOrigin({ routes: { [path]: route } });
  onTestFinished(() => origin.close());
  return origin;
}

/** A zoo with this provider alone, and what it said. */
export async function openUrlZoo(options: UrlOptions = {}): Promise<Zoo & { readonly events: readonly ZooEvent[] }> {
  const events: ZooEvent[] = [];
  const home = await makeFolder();
  const zoo = createZoo({ plugins: [url(options)], home, onEvent: (event) => events.push(event) });
  onTestFinished(() => zoo[Symbol.asyncDispose]());
  return Object.assign(zoo, { events });
}

/** A manifest with one model for each version. */
export function manifestOf(...versions: readonly string[]): string {
  return JSON.stringify({ models: versions.map((version) => ({ base_name: 'a/model', version })) });
}
