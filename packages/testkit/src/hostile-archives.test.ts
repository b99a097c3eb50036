import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractArchive, ZooError } from '@modelzoo/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostileArchives } from './hostile-archives.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelzoo-testkit-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function codeOf(archive: Uint8Array): Promise<string> {
  try {
    const { files } = await extractArchive(archive, join(folder, 'out'));
    return `extracted ${files.length} files`;
  } catch (error) {
    return ZooError.is(error) ? error.code : String(error);
  }
}

describe('extractArchive', () => {
  it.each(hostileArchives().map((archive) => [archive.name, archive] as const))(
    'refuses %s, and leaves nothing',
    async (_name, { bytes, expectedCode }) => {
      expect(await codeOf(bytes)).toBe(expectedCode);
      expect(await readdir(folder)).toStrictEqual([]);
      expect(existsSync('/tmp/x')).toBe(false);
    },
  );
});

describe('hostileArchives', () => {
  it('are named once each, small, and the same every time', () => {
    const archives = hostileArchives();
    expect(new Set(archives.map(({ name }) => name)).size).toBe(archives.length);
    expect(archives.filter(({ bytes }) => bytes.length > 256 * 1024)).toStrictEqual([]);
    const again = hostileArchives();
    expect(archives.every(({ bytes }, index) => Buffer.compare(bytes, again[index]?.bytes ?? bytes) === 0)).toBe(true);
  });
});
