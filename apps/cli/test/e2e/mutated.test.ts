import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostileArchives, seededBytes } from '@modelzoo/testkit';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.js';
import { packSource } from '../support/source-forms.js';
import { packedKinds } from './support/packed-kinds.js';
import { filesIn, manifestOf, register } from './support/reference-bench.js';

const MUTATIONS = 12;
const kinds = packedKinds.filter(({ program, ending }) => program === undefined && ending !== '.tgz');

/** Exit code, code, and what is left in the home of bytes that were refused; the exit code of others. */
async function outcomeOf(bytes: Uint8Array): Promise<string> {
  const file = join(await tempFolder(), 'source.bin');
  await writeFile(file, bytes);
  const run = await register(file, { flags: ['--offline'] });
  if (run.exitCode === 0) return '0';
  return [run.exitCode, run.error().code, ...(await filesIn(run.home))].join(' ');
}

/** The bytes with some of them changed, at places that the seed decides. */
function mutate(bytes: Uint8Array, seed: string): Uint8Array {
  const mutated = Buffer.from(bytes);
  const random = Buffer.from(seededBytes(16, seed));
  for (let offset = 0; offset < 12; offset += 4) {
    mutated[random.readUInt16BE(offset) % mutated.length] = random.readUInt8(offset + 2);
  }
  return random.readUInt8(12) % 4 === 0 ? mutated.subarray(0, random.readUInt16BE(13) % mutated.length) : mutated;
}

describe('the command line', () => {
  it('refuses each hostile archive of the testkit with its code, and keeps nothing of it', async () => {
    const wrong: string[] = [];
    for (const { name, bytes, expectedCode } of hostileArchives()) {
      const outcome = await outcomeOf(bytes);
      if (outcome !== `5 ${expectedCode}`) wrong.push(`${name}: ${outcome}`);
    }
    expect(wrong).toStrictEqual([]);
  });

  it.each(kinds)('takes or refuses mutated archives, and never fails otherwise: $ending', async ({ pack }) => {
    const bytes = await pack({ 'manifest.json': manifestOf('1'), 'readme.md': 'words '.repeat(200) });
    const wrong: string[] = [];
    for (let index = 0; index < MUTATIONS; index += 1) {
      const outcome = await outcomeOf(mutate(bytes, `mutation-${String(index)}`));
      if (!/^(?:0|5 ERR_ZOO_(?:ARCHIVE|MANIFEST)_[A-Z]+)$/.test(outcome)) wrong.push(`${String(index)}: ${outcome}`);
    }
    expect(wrong).toStrictEqual([]);
  });

  it('reads or refuses mutated manifests, and never fails otherwise', async () => {
    const bytes = Buffer.from(manifestOf('1'));
    const wrong: string[] = [];
    for (let index = 0; index < 2 * MUTATIONS; index += 1) {
      const text = mutate(bytes, `manifest-${String(index)}`);
      const outcome = await outcomeOf(await packSource('source-main', { 'manifest.json': text }));
      if (!/^(?:0|5 ERR_ZOO_MANIFEST_[A-Z]+)$/.test(outcome)) wrong.push(`${String(index)}: ${outcome}`);
    }
    expect(wrong).toStrictEqual([]);
  });
});
