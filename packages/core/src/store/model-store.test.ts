import { createHash } from 'node:crypto';
import { appendFile, link, mkdir, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.js';
import { createBlobStore, type BlobStore } from './blob-store.js';
import { homeLayout, type HomeLayout } from './home-layout.js';
import { createModelStore, type ModelIdentity, type ModelStore } from './model-store.js';
import type { Receipt } from './receipt.js';

const model: ModelIdentity = {
  source: 'https://host.test/owner/Zoo',
  baseName: 'ppocr/det',
  version: '1.2.0',
  baseFilename: 'det.onnx',
  treeDigest: 'a'.repeat(64),
  revision: 'main',
};

interface Setup {
  readonly layout: HomeLayout;
  readonly blobs: BlobStore;
  readonly models: ModelStore;
  /** Puts contents into the blob store, as files for a receipt. */
  put(contents: Readonly<Record<string, string>>): Promise<{ path: string; sha256: string; sizeBytes: number }[]>;
}

async function setUp(): Promise<Setup> {
  const layout = homeLayout(await tempFolder());
  const blobs = createBlobStore(layout);
  return {
    layout,
    blobs,
    models: createModelStore(layout, blobs),
    async put(contents) {
      const files = [];
      for (const [path, content] of Object.entries(contents)) {
        const sha256 = createHash('sha256').update(content).digest('hex');
        const file = join(layout.root, 'new');
        await writeFile(file, content);
        await blobs.adopt(file, sha256);
        files.push({ path, sha256, sizeBytes: content.length });
      }
      return files;
    },
  };
}

function find({ models }: Setup, { source, baseName, version }: ModelIdentity = model): Promise<Receipt | undefined> {
  return models.readReceipt(source, baseName, version);
}

describe('createModelStore', () => {
  it('publishes a model with a receipt of its files', async () => {
    const setup = await setUp();
    const { models, layout } = setup;
    expect(await find(setup)).toBeUndefined();
    const files = await setup.put({ 'det.onnx': 'weights', 'extra/labels.txt': 'a\nb' });
    const receipt = await models.publish({
      ...model,
      files: files.map((file) => ({ ...file, origin: 'https://host.test/x' })),
    });
    expect(await find(setup)).toStrictEqual(receipt);
    expect(await models.list()).toStrictEqual([receipt]);
    expect(receipt).toMatchObject({ ...model, formatVersion: 1 });
    expect(join(layout.root, ...receipt.path.split('/'))).toBe(models.pathOf(receipt));
    expect(await readFile(models.pathOf(receipt), 'utf8')).toBe('weights');
    const folder = dirname(models.pathOf(receipt));
    expect(basename(folder)).toMatch(/^ppocr-det~[0-9a-f]{16}@1\.2\.0$/);
    expect(await readdir(folder)).toStrictEqual(['det.onnx', 'extra', 'receipt.json']);
    expect(await readdir(layout.tempDir)).toStrictEqual([]);
  });

  it('keeps models apart that only look alike', async () => {
    const { models } = await setUp();
    const folders = [
      models.modelDir('s', 'a', undefined),
      models.modelDir('s', 'a', '1'),
      models.modelDir('s', 'a@1', undefined),
      models.modelDir('s', 'A', undefined),
      models.modelDir('s/a', 'b', undefined),
      models.modelDir('s', 'a/b', undefined),
      models.modelDir('s', '..', undefined),
      models.modelDir('s', 'a', ''),
    ];
    expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(folders.length);
    for (const folder of folders)
      expect(folder.startsWith(models.modelDir('s', 'x', undefined).slice(0, 5))).toBe(true);
  });

  it('has folder models, without a name for the folder or with one', async () => {
    const setup = await setUp();
    const files = await setup.put({ 'config.json': '{}', 'sub/w.bin': 'w' });
    const bare = await setup.models.publish({ ...model, baseFilename: undefined, files });
    expect(await readdir(setup.models.pathOf(bare))).toStrictEqual(['config.json', 'receipt.json', 'sub']);
    const inner = files.map((file) => ({ ...file, path: `clip/${file.path}` }));
    const named = await setup.models.publish({ ...model, version: '2', baseFilename: 'clip', files: inner });
    expect(await readdir(setup.models.pathOf(named))).toStrictEqual(['config.json', 'sub']);
  });

  it.each(['../x', '/etc/x', 'receipt.json', 'Receipt.JSON', '', 'a\\b'])('refuses the file path %j', async (path) => {
    const setup = await setUp();
    const [file] = await setup.put({ x: 'x' });
    if (file === undefined) throw new Error('nothing was put');
    await expect(setup.models.publish({ ...model, files: [{ ...file, path }] })).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_MANIFEST_INVALID' }),
    );
    expect(await find(setup)).toBeUndefined();
  });

  it('refuses two files of one name', async () => {
    const setup = await setUp();
    const files = await setup.put({ 'a.bin': '1', 'A.bin': '2' });
    await expect(setup.models.publish({ ...model, files })).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_MANIFEST_INVALID' }),
    );
  });

  it('replaces a model, so that a reader sees the old one or the new one', async () => {
    const setup = await setUp();
    const versions = [];
    for (const content of ['one', 'three', 'seven..']) versions.push(await setup.put({ 'det.onnx': content }));
    await setup.models.publish({ ...model, files: versions[0] ?? [] });
    const published = new AbortController();
    const publishing = (async () => {
      for (let round = 0; round < 15; round += 1) {
        await setup.models.publish({ ...model, files: versions[round % versions.length] ?? [] });
      }
    })().finally(() => published.abort());
    while (!published.signal.aborted) expect([3, 5, 7]).toContain((await find(setup))?.files[0]?.sizeBytes);
    await publishing;
    expect(await readdir(dirname(setup.models.modelDir(model.source, model.baseName, model.version)))).toHaveLength(1);
    expect(await readdir(setup.layout.tempDir)).toStrictEqual([]);
  });

  it('brings the old model back when its replacement was cut off in the middle', async () => {
    const setup = await setUp();
    const receipt = await setup.models.publish({ ...model, files: await setup.put({ 'det.onnx': 'w' }) });
    const folder = dirname(setup.models.pathOf(receipt));
    await rename(folder, join(dirname(folder), `.previous.${basename(folder)}`));
    expect(await find(setup)).toStrictEqual(receipt);
    expect(await readdir(dirname(folder))).toStrictEqual([basename(folder)]);
  });

  it('does not bring back what was deleted', async () => {
    const setup = await setUp();
    const files = await setup.put({ 'det.onnx': 'w' });
    const receipt = await setup.models.publish({ ...model, files });
    const folder = dirname(setup.models.pathOf(receipt));
    await mkdir(join(dirname(folder), `.previous.${basename(folder)}`));
    await setup.models.delete(receipt);
    expect(await find(setup)).toBeUndefined();
    expect(await readdir(setup.layout.modelsDir)).toStrictEqual([]);
  });

  it.each<[string, (folder: string) => Promise<void>]>([
    ['a file is missing', (folder) => rm(join(folder, 'det.onnx'))],
    [
      'a file is shorter',
      async (folder) => {
        await rm(join(folder, 'det.onnx'));
        await writeFile(join(folder, 'det.onnx'), 'w');
        await truncate(join(folder, 'det.onnx'), 0);
      },
    ],
    [
      'a link is in the place of a file',
      async (folder) => {
        await rename(join(folder, 'det.onnx'), join(folder, 'x'));
        await symlink('x', join(folder, 'det.onnx'));
      },
    ],
    ['its receipt is missing', (folder) => rm(join(folder, 'receipt.json'))],
    ['its receipt is damaged', (folder) => writeFile(join(folder, 'receipt.json'), '\0\0\0')],
    ['its receipt has more behind it', (folder) => appendFile(join(folder, 'receipt.json'), '{}')],
    [
      'its receipt is that of another',
      async (folder) => {
        const text = await readFile(join(folder, 'receipt.json'), 'utf8');
        await writeFile(join(folder, 'receipt.json'), text.replace('ppocr/det', 'other'));
      },
    ],
  ])('takes a model for absent when %s, says so, and hides no other', async (_name, spoil) => {
    const setup = await setUp();
    const files = await setup.put({ 'det.onnx': 'w' });
    const receipt = await setup.models.publish({ ...model, files });
    const other = await setup.models.publish({ ...model, version: '2', files });
    const folder = dirname(setup.models.pathOf(receipt));
    await spoil(folder);
    expect(await find(setup)).toBeUndefined();
    const problems: string[] = [];
    expect(await setup.models.list((where) => problems.push(where))).toStrictEqual([other]);
    expect(problems).toStrictEqual([folder]);
    // Downloading again mends it.
    await setup.models.publish({ ...model, files });
    expect(await find(setup)).toBeDefined();
  });

  it('frees the blobs that no other model needs', async () => {
    const setup = await setUp();
    const shared = await setup.put({ 'labels.txt': 'labels' });
    const first = await setup.models.publish({
      ...model,
      files: [...shared, ...(await setup.put({ 'det.onnx': 'w1' }))],
    });
    const second = await setup.models.publish({
      ...model,
      version: '2',
      files: [...shared, ...(await setup.put({ 'det.onnx': 'w-2' }))],
    });
    expect(await setup.models.delete(first)).toBe(2);
    expect(await find(setup)).toBeUndefined();
    expect(await readFile(join(dirname(setup.models.pathOf(second)), 'labels.txt'), 'utf8')).toBe('labels');
    expect(await setup.models.delete(second)).toBe(9);
    expect(await setup.models.delete(second)).toBe(0);
    expect(await readdir(setup.layout.modelsDir)).toStrictEqual([]);
  });

  it('leaves what a download in another process counts on', async () => {
    const setup = await setUp();
    const files = await setup.put({ 'det.onnx': 'w' });
    const receipt = await setup.models.publish({ ...model, files });
    const other = createBlobStore(setup.layout);
    const [{ sha256 } = { sha256: '' }] = files;
    expect(await other.claim(sha256)).toBe(true);
    expect(await setup.models.delete(receipt)).toBe(0);
    expect(await setup.blobs.has(sha256)).toBe(true);
    const again = await createModelStore(setup.layout, other).publish({ ...model, files });
    expect(await setup.models.delete(again)).toBe(1);
  });

  it('publishes what a hook left in a folder', async () => {
    const setup = await setUp();
    const folder = await setup.models.stagingDir();
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'det.onnx'), 'weights');
    await writeFile(join(folder, 'sub', 'labels.txt'), 'a');
    const receipt = await setup.models.publishFolder({ ...model, stagingDir: folder });
    expect(receipt.files).toStrictEqual(
      [
        ['det.onnx', 'weights'],
        ['sub/labels.txt', 'a'],
      ].map(([path = '', content = '']) => ({
        path,
        sizeBytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      })),
    );
    expect(await find(setup)).toStrictEqual(receipt);
    for (const { sha256 } of receipt.files) expect(await setup.blobs.has(sha256)).toBe(true);
  });

  it('refuses a hook that left nothing, or a link', async () => {
    const setup = await setUp();
    const folder = await setup.models.stagingDir();
    const failed = expect.objectContaining({ code: 'ERR_ZOO_HOOK_FAILED' });
    await expect(setup.models.publishFolder({ ...model, stagingDir: folder })).rejects.toThrow(failed);
    await symlink('/etc/hostname', join(folder, 'det.onnx'));
    await expect(setup.models.publishFolder({ ...model, stagingDir: folder })).rejects.toThrow(failed);
    expect(await find(setup)).toBeUndefined();
  });

  it('shares no file with a place outside that a hook linked it to', async () => {
    const setup = await setUp();
    const folder = await setup.models.stagingDir();
    const outside = join(setup.layout.root, 'cache-of-another-program');
    await writeFile(outside, 'weights');
    await link(outside, join(folder, 'det.onnx'));
    const receipt = await setup.models.publishFolder({ ...model, stagingDir: folder });
    await writeFile(outside, 'changed');
    expect(await readFile(setup.models.pathOf(receipt), 'utf8')).toBe('weights');
    expect(await readFile(setup.blobs.pathOf(receipt.files[0]?.sha256 ?? ''), 'utf8')).toBe('weights');
  });

  it('can be read where it cannot be written', async () => {
    const setup = await setUp();
    const receipt = await setup.models.publish({ ...model, files: await setup.put({ 'det.onnx': 'w' }) });
    // A file in the place of the folder for what is being made: whatever wants to write there fails.
    await rm(setup.layout.tempDir, { recursive: true });
    await writeFile(setup.layout.tempDir, '');
    expect(await find(setup)).toStrictEqual(receipt);
    expect(await setup.models.list()).toStrictEqual([receipt]);
    await expect(setup.models.publish({ ...model, files: receipt.files })).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_ZOO_STORE_IO' }),
    );
    expect(await find(setup)).toStrictEqual(receipt);
  });
});
