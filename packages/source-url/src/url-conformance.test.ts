import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLoopbackOrigin, describeSourceProvider, type LoopbackOrigin } from '@modelzoo/testkit';
import { afterAll, beforeAll } from 'vitest';
import { packArchive } from '../test/pack-archive.js';
import { createUrlSource } from './url.js';

const foreign = ['u/r', 'https://github.com/u/r', 'github:u/r', 'npm:package', 'git@github.com:u/r.git', 'folder'];
const skip = { 'keeps its secret': 'it takes no credentials' };
const folder = join(tmpdir(), `source-url-${String(process.pid)}`);
let origin: LoopbackOrigin;
let root = folder;

beforeAll(async () => {
  const archive = await packArchive({ 'x-main/manifest.json': '{"models": []}' });
  origin = await createLoopbackOrigin({ routes: { '/x.zip': { body: archive } } });
  root = mkdtempSync(folder);
  writeFileSync(join(root, 'manifest.json'), '{"models": []}');
  writeFileSync(join(root, 'x.zip'), archive);
});

afterAll(async () => {
  await origin.close();
  rmSync(root, { recursive: true });
});

describeSourceProvider('url, of an archive on the web', {
  create: () => createUrlSource(),
  known: () => origin.url('/x.zip'),
  missing: () => origin.url('/y.zip'),
  foreign,
  skip,
});

describeSourceProvider('url, of a folder', {
  create: () => createUrlSource(),
  known: () => root,
  missing: () => join(root, 'missing'),
  foreign,
  skip,
});

describeSourceProvider('url, of an archive on this machine', {
  create: () => createUrlSource(),
  known: () => join(root, 'x.zip'),
  missing: () => join(root, 'y.zip'),
  foreign,
  skip,
});
