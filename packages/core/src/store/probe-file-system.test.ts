import { spawnSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../../test/temp-folder.js';
import { probeFileSystem } from './probe-file-system.js';

describe('probeFileSystem', () => {
  it('tells what a file system can do, and leaves nothing', async () => {
    const folder = await tempFolder();
    expect(await probeFileSystem(folder)).toMatchObject({ flushes: true, exclusiveFiles: true, replaces: true });
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('says nothing of a folder that cannot be written', async () => {
    expect(await probeFileSystem(join(await tempFolder(), 'absent'))).toBeUndefined();
  });

  it('sees that links do not work', async ({ skip }) => {
    const folder = await fatFolder();
    if (folder === undefined) return skip('this machine cannot mount a FAT file system');
    expect(await probeFileSystem(folder)).toMatchObject({ clones: false, hardLinks: false, caseSensitive: false });
  });
});

/** A file system that has neither links nor permissions, where this machine lets a test mount one. */
async function fatFolder(): Promise<string | undefined> {
  const parent = await tempFolder();
  const [image, folder] = [join(parent, 'image'), join(parent, 'fat')];
  await mkdir(folder);
  const isMounted =
    spawnSync('mkfs.vfat', ['-C', image, '4096']).status === 0 &&
    spawnSync('mount', ['-o', 'loop', image, folder]).status === 0;
  if (!isMounted) return undefined;
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  return folder;
}
