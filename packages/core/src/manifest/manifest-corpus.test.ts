import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ZooError } from '../errors/zoo-error.js';
import { parseManifest } from './parse-manifest.js';
import { parseRequirements } from '../requirements/parse-requirements.js';

const corpus = new URL('../../../../../shared/corpus/', import.meta.url);
const noCorpus = existsSync(corpus) ? '' : ' (skipped: the corpus of real manifests is not beside the project)';

async function readAll(folder: string): Promise<Map<string, Buffer>> {
  const names = (await readdir(new URL(folder, corpus))).filter((name) => name.endsWith('.json'));
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(new URL(folder + name, corpus))] as const)),
  );
}

/** What becomes of a file: how many models and diagnostics it has, or the code and place of its refusal. */
function outcomeOf(bytes: Buffer): unknown {
  try {
    const { models, diagnostics } = parseManifest(bytes);
    return [models.length, ...diagnostics.map(({ pointer, line, column }) => `${pointer} ${line}:${column}`)];
  } catch (error) {
    if (!ZooError.is(error)) throw error;
    const { pointer, line, column } = error.details;
    return `${error.code} ${String(pointer)} ${String(line)}:${String(column)}`;
  }
}

describe.skipIf(noCorpus !== '')(`parseManifest, of real manifests${noCorpus}`, () => {
  it('reads all of them, and loses nothing', async () => {
    const files = await readAll('manifests/');
    let count = 0;
    for (const [name, bytes] of files) {
      const manifest = parseManifest(bytes, name);
      const json: unknown = JSON.parse(bytes.toString());
      expect(manifest.diagnostics).toStrictEqual([]);
      expect(manifest.raw).toStrictEqual(json);
      expect(json).toMatchObject({ models: manifest.models });
      expect(manifest.models).toMatchObject((json as { models: object[] }).models);
      count += manifest.models.length;
    }
    expect([files.size, count]).toStrictEqual([59, 344]);
  });

  it('understands every requirement in them', async () => {
    for (const folder of ['manifests/', 'manifests-historical/']) {
      for (const bytes of (await readAll(folder)).values()) {
        if (typeof outcomeOf(bytes) === 'string') continue;
        for (const entry of parseManifest(bytes).models) {
          const unnamed = parseRequirements(entry).packages.filter(({ names }) => names.length === 0);
          expect(unnamed.every(({ text }) => text.includes('Python function'))).toBe(true);
        }
      }
    }
  });

  it('tells broken ones of the past apart', async () => {
    const files = await readAll('manifests-historical/');
    const outcomes = Object.fromEntries(
      [...files].map(([name, bytes]) => [name.replace('.json', ''), outcomeOf(bytes)]),
    );
    const empty = 'ERR_ZOO_MANIFEST_INVALID  1:1';
    expect(outcomes).toStrictEqual({
      'AdonaiVera__gemini-vision-plugin@383864160': 'ERR_ZOO_MANIFEST_INVALID  1:1',
      'AdonaiVera__gemini-vision-plugin@d7a2a645d': [1],
      'harpreetsahota204__NVLabs_CRADIOV3@850a32364': empty,
      'harpreetsahota204__apple_sharp@174d28c90': 'ERR_ZOO_MANIFEST_INVALID /models/0/tags/1 13:25',
      'harpreetsahota204__apple_sharp@1c9403288': empty,
      'harpreetsahota204__fast_vlm@aba326ed6': empty,
      'harpreetsahota204__florence2@83ae2d940': 'ERR_ZOO_MANIFEST_INVALID /models/3/requirements/packages/7 139:33',
      'harpreetsahota204__online_video_depth_anything@77c41a384': [1, '/models/1/base_name 37:26'],
      'harpreetsahota204__pretrained-microscopy-models@5bb0445b1': empty,
      'harpreetsahota204__pretrained-microscopy-models@82754358b': [
        0,
        ...[6, 27, 48, 69, 90, 111].map((line, index) => `/models/${index}/base_name ${line}:26`),
      ],
      'harpreetsahota204__vggt@361f6fcea': empty,
      'harpreetsahota204__whisperx@e04386e79': [3],
      'vfdev-5__fiftyone__fiftyone__zoo__models__manifest-torch@2daa700a1': [47],
      'vfdev-5__fiftyone__fiftyone__zoo__models__manifest@273ae6aad': [73],
      'voxel51__eta__eta__models@0571c182f': [3],
    });
  });

  it('knows the manifest.json of other programs', async () => {
    const files = await readAll('manifests-negative/');
    const outcomes = [...files].map(([name, bytes]) => [name.split('__')[0], outcomeOf(bytes)]);
    expect(Object.fromEntries(outcomes)).toStrictEqual({
      codebykenny: 'ERR_ZOO_MANIFEST_FOREIGN  1:1',
      docker: 'ERR_ZOO_MANIFEST_INVALID  1:1',
      'git-lfs': 'ERR_ZOO_MANIFEST_FOREIGN  1:1',
      'mlc-ai': 'ERR_ZOO_MANIFEST_FOREIGN  1:1',
      'vfdev-5': 'ERR_ZOO_MANIFEST_FOREIGN  1:1',
    });
  });

  it('refuses hostile ones and reads good ones', async () => {
    const index = (await readFile(new URL('hostile/index-public.tsv', corpus), 'utf8')).trimEnd().split('\n');
    const columns = index[0]?.split('\t') ?? [];
    const rows = index.slice(1).map((row) => row.split('\t'));
    const cell = (row: readonly string[], column: string): string => row[columns.indexOf(column)] ?? '';
    const wrong: string[] = [];
    for (const row of rows.filter((candidate) => cell(candidate, 'kind') === 'manifest')) {
      const outcome = outcomeOf(await readFile(new URL(`hostile/${cell(row, 'file')}`, corpus)));
      const isGood = Array.isArray(outcome) && outcome.length === 1;
      const expected = cell(row, 'expect');
      const fits = isGood
        ? expected !== 'reject' && (cell(row, 'n') || `${outcome[0]}`) === `${outcome[0]}`
        : expected !== 'accept';
      if (!fits) wrong.push(cell(row, 'file'));
    }
    // A text of packages is what the reference reads too; see the design of the manifest.
    expect(wrong).toStrictEqual(['public/manifests/bad-req-packages-string.json']);
  });
});
