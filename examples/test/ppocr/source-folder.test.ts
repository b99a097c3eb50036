import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parametersSchema } from '../../sources/ppocr/parameters.ts';
import { readManifest, weightsDir } from './model-files.ts';

const sourceDir = fileURLToPath(new URL('../../sources/ppocr', import.meta.url));
const models = await readManifest();

function digestsOf(name: string): string[] {
  const model = models.find(({ base_name }) => base_name === name);
  return (model?.manager.config.files ?? []).map((file) => file.sha256);
}

describe('the source folder', () => {
  it.each(models)(
    'declares size and digests of $base_name as they are in the package',
    async ({ manager, size_bytes }) => {
      const { package: name, version, files } = manager.config;
      const installed: unknown = JSON.parse(await readFile(join(weightsDir(), 'package.json'), 'utf8'));
      expect(installed).toMatchObject({ name, version });
      const contents = await Promise.all(files.map(({ from }) => readFile(join(weightsDir(), from))));
      const digests = contents.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
      expect(files.map((file) => file.sha256)).toStrictEqual(digests);
      expect(size_bytes).toBe(contents.reduce((sum, bytes) => sum + bytes.length, 0));
    },
  );

  it('composes ppocr/ocr of the very files of the other models', () => {
    const parts = ['ppocr/text-detection', 'ppocr/text-orientation', 'ppocr/text-recognition'].flatMap(digestsOf);
    expect(new Set(digestsOf('ppocr/ocr'))).toStrictEqual(new Set(parts));
  });

  it('repeats the schema of the parameters in the manifest', () => {
    const { parameters } = models.find(({ base_name }) => base_name === 'ppocr/ocr') ?? {};
    expect(parameters).toStrictEqual(parametersSchema);
  });

  it('carries all the code that it runs', async () => {
    const files = await readdir(sourceDir);
    const modules = files.filter((file) => file.endsWith('.ts'));
    const texts = await Promise.all(modules.map((file) => readFile(join(sourceDir, file), 'utf8')));
    const imports = texts.flatMap((code) =>
      [...code.matchAll(/^import (?!type )[^']*'([^']+)'/gm)].map(([, from = '']) => from),
    );
    const foreign = imports.filter(
      (from) => !from.startsWith('node:') && !modules.some((file) => from === `./${file}`),
    );
    expect(imports.length).toBeGreaterThan(modules.length);
    expect(foreign).toStrictEqual([]);
  });
});
