import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findManifests } from './find-manifests.js';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'find-manifests-'));
  const files = [
    'manifest.json',
    'b/manifest.json',
    'b/deep/er/manifest.json',
    'a/manifest.json',
    'a/Manifest.json.bak',
    '.git/manifest.json',
    'a/.hidden/manifest.json',
    'node_modules/p/manifest.json',
    'b/node_modules/p/manifest.json',
  ];
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), '{}');
  }
  await mkdir(join(root, 'c/manifest.json'), { recursive: true });
  await symlink('../a', join(root, 'c/link'));
  await symlink('../a/manifest.json', join(root, 'c/deep.json'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

it('finds nested manifests, but none that is hidden, of a dependency, or behind a link', async () => {
  const expected = ['a/manifest.json', 'b/deep/er/manifest.json', 'b/manifest.json', 'manifest.json'];
  expect(await findManifests(root)).toStrictEqual(expected);
});

it('passes over a manifest that is a link itself', async () => {
  await mkdir(join(root, 'd'));
  await symlink('../a/manifest.json', join(root, 'd/manifest.json'));
  expect(await findManifests(root, 'd')).toStrictEqual([]);
});

it.each(['b', './b/', 'b//'])('looks below %s only, and gives paths from the root', async (subPath) => {
  expect(await findManifests(root, subPath)).toStrictEqual(['b/deep/er/manifest.json', 'b/manifest.json']);
});

it.each(['missing', 'b/missing', 'manifest.json', 'c/link'])('finds nothing below %s', async (subPath) => {
  expect(await findManifests(root, subPath)).toStrictEqual([]);
});

it.each(['..', 'a/../..', 'a\\..'])('refuses to look below %s', async (subPath) => {
  await expect(findManifests(root, subPath)).rejects.toMatchObject({ code: 'ERR_ZOO_REFERENCE_INVALID' });
});
