import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { MediaType } from '@modelzoo/core';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/support/temp-folder.js';
import { findInputs } from './find-inputs.js';

async function folderOfFiles(): Promise<string> {
  const cwd = await tempFolder();
  await mkdir(join(cwd, 'in', 'deep'), { recursive: true });
  await mkdir(join(cwd, 'in', '.hidden'), { recursive: true });
  const files = ['in/10.png', 'in/9.PNG', 'in/notes.txt', 'in/deep/a.jpg', 'in/.hidden/b.jpg', 'in/sound.wav'];
  for (const file of files) await writeFile(join(cwd, file), '');
  return cwd;
}

async function expand(inputs: string[], cwd: string, mediaType: MediaType = 'image', stdin = ''): Promise<string[]> {
  const found = await findInputs(inputs, { cwd, stdin: Readable.from([stdin]) });
  const paths: string[] = [];
  for await (const { filepath } of found.files(mediaType)) paths.push(filepath);
  return paths;
}

describe('findInputs', () => {
  it('takes a folder for its files of that kind, however deep, in the order people count', async () => {
    const cwd = await folderOfFiles();
    expect(await expand(['in'], cwd)).toStrictEqual(['in/9.PNG', 'in/10.png', 'in/deep/a.jpg']);
    expect(await expand(['in'], cwd, 'audio')).toStrictEqual(['in/sound.wav']);
    expect(await expand(['in'], cwd, 'text')).toStrictEqual(['in/notes.txt']);
  });

  it('knows how many there are when each is a file of its own', async () => {
    const place = { cwd: await folderOfFiles(), stdin: Readable.from(['a\nb']) };
    const files = ['in/10.png', 'in/deep/*', 'missing.png', 'https://example.com/a.png'];
    expect(await findInputs(files, place)).toMatchObject({ total: 4 });
    for (const more of ['in', 'in/*.*', '-']) {
      expect(await findInputs([...files, more], place)).toMatchObject({ total: undefined });
    }
  });

  it('does not follow links of a folder around in circles', async () => {
    const cwd = await folderOfFiles();
    await symlink(join(cwd, 'in'), join(cwd, 'in', 'deep', 'again'));
    expect(await expand(['in'], cwd)).toHaveLength(3);
  });

  it('takes files and patterns for what they say, whatever their ending', async () => {
    const cwd = await folderOfFiles();
    expect(await expand(['in/notes.txt', 'in/*.{txt,wav}'], cwd)).toStrictEqual([
      'in/notes.txt',
      'in/notes.txt',
      'in/sound.wav',
    ]);
  });

  it('gives absolute paths for absolute arguments and file URLs', async () => {
    const cwd = await folderOfFiles();
    const absolute = join(cwd, 'in', 'deep', 'a.jpg');
    const inputs = [absolute, join(cwd, 'in', 'deep', '*.jpg'), pathToFileURL(absolute).href];
    expect(await expand(inputs, cwd)).toStrictEqual([absolute, absolute, absolute]);
  });

  it('takes a name with brackets for a file when there is one', async () => {
    const cwd = await folderOfFiles();
    await writeFile(join(cwd, 'a[1].png'), '');
    expect(await expand(['a[1].png'], cwd)).toStrictEqual(['a[1].png']);
  });

  it('reads a list from stdin, a path a line', async () => {
    const cwd = await folderOfFiles();
    expect(
      await expand(['-', 'in/10.png'], cwd, 'image', 'b c.png\r\n\nd.png\nhttps://example.com/e.png'),
    ).toStrictEqual(['b c.png', 'd.png', 'https://example.com/e.png', 'in/10.png']);
  });

  it('leaves it to the model to fail on a file that is not there', async () => {
    expect(await expand(['missing.png'], await tempFolder())).toStrictEqual(['missing.png']);
  });

  it('fails at once for a pattern that stands for nothing', async () => {
    await expect(expand(['*.png'], await tempFolder())).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
  });

  it('fails at once for a folder without files', async () => {
    const cwd = await tempFolder();
    await mkdir(join(cwd, 'empty'));
    const place = { cwd, stdin: Readable.from([]) };
    await expect(findInputs(['empty'], place)).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
  });

  it('fails for a folder that holds nothing of that kind', async () => {
    const cwd = await folderOfFiles();
    await expect(expand(['in'], cwd, 'video')).rejects.toMatchObject({ code: 'ERR_ZOO_FILE_NOT_FOUND' });
  });
});
