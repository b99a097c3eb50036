import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.js';
import { filesIn, register } from './support/reference-bench.js';

const corpus = fileURLToPath(new URL('../../../../../shared/corpus/hostile', import.meta.url));
const hasCorpus = existsSync(corpus);
const note = hasCorpus ? '' : ' (skipped: the hostile corpus is not beside the project)';

/** Files of one kind, of which every implementation has to say the same. */
function filesOf(kind: 'archive' | 'manifest', expected: 'accept' | 'reject'): string[] {
  const [head = '', ...rows] = readFileSync(join(corpus, 'index-public.tsv'), 'utf8').trimEnd().split('\n');
  const columns = head.split('\t');
  return rows
    .map((row) => Object.fromEntries(row.split('\t').map((cell, index) => [columns[index], cell])))
    .filter((row) => row['kind'] === kind && row['expect'] === expected)
    .map((row) => join(corpus, row['file'] ?? ''));
}

/** What the command line makes of a reference: exit code, code, and what is left of it in the home when it was refused. */
async function outcomeOf(reference: string): Promise<string> {
  const run = await register(reference, { flags: ['--offline'] });
  if (run.exitCode === 0) return run.stdout.includes('"diagnostics":[{') ? '0 with diagnostics' : '0';
  const left = await filesIn(run.home);
  return [run.exitCode, run.error().code, ...left].join(' ');
}

/** The files whose outcome is not as it should be. */
async function judge(
  files: readonly string[],
  right: RegExp,
  referenceTo = (file: string): Promise<string> => Promise.resolve(file),
): Promise<string[]> {
  const wrong: string[] = [];
  for (const file of files) {
    const outcome = await outcomeOf(await referenceTo(file));
    if (!right.test(outcome)) wrong.push(`${basename(file)}: ${outcome}`);
  }
  return wrong;
}

async function inFolder(manifest: string): Promise<string> {
  const folder = join(await tempFolder(), 'source');
  await mkdir(folder);
  await copyFile(manifest, join(folder, 'manifest.json'));
  return folder;
}

describe.skipIf(!hasCorpus)(`the hostile corpus through the command line${note}`, () => {
  it('refuses every archive that has to be refused, and leaves nothing of it', { timeout: 900_000 }, async () => {
    const archives = filesOf('archive', 'reject');
    expect(archives.length).toBeGreaterThan(100);
    expect(await judge(archives, /^5 ERR_ZOO_ARCHIVE_[A-Z]+$/)).toStrictEqual([]);
  });

  it('extracts every archive that has to be extracted', { timeout: 900_000 }, async () => {
    const archives = filesOf('archive', 'accept');
    expect(archives.length).toBeGreaterThan(100);
    // Few of them hold a manifest; that is looked for only once everything is extracted.
    expect(await judge(archives, /^(?:0|5 ERR_ZOO_MANIFEST_[A-Z]+)$/)).toStrictEqual([]);
  });

  it(
    'refuses every manifest that has to be refused, or the model in it, and tells why',
    { timeout: 300_000 },
    async () => {
      const manifests = filesOf('manifest', 'reject');
      expect(manifests.length).toBeGreaterThan(30);
      const wrong = await judge(manifests, /^(?:5 ERR_ZOO_MANIFEST_[A-Z]+|0 with diagnostics)$/, inFolder);
      // A text of packages is what the reference reads, too: see the design of the manifest.
      expect(wrong).toStrictEqual(['bad-req-packages-string.json: 0']);
    },
  );

  it('reads every manifest that has to be read', { timeout: 300_000 }, async () => {
    const manifests = filesOf('manifest', 'accept');
    expect(manifests.length).toBeGreaterThan(30);
    expect(await judge(manifests, /^(?:0|5 ERR_ZOO_MANIFEST_MISSING)$/, inFolder)).toStrictEqual([]);
  });
});
