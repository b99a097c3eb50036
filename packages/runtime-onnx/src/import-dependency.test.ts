import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importDependency } from './import-dependency.js';
import { sharpDependency } from './image/import-sharp.js';
import { missingDependencies } from './probe-dependencies.js';
import { onnxruntimeDependency } from './session/import-onnxruntime.js';

const absent = { package: 'modelzoo-no-such-package', range: '^1.2.3' };

describe('importDependency', () => {
  it('says how to install what is missing', async () => {
    // The name is in a variable, so that no tool looks for it beforehand.
    const name = absent.package;
    await expect(importDependency(absent, () => import(name))).rejects.toMatchObject({
      code: 'ERR_ZOO_DEPENDENCY_MISSING',
      hint: expect.stringContaining('npm install modelzoo-no-such-package@^1.2.3'),
    });
  });

  it('tells what is there and does not start from what is missing', async () => {
    const module = 'data:text/javascript,throw new Error("no library")';
    const broken = importDependency(absent, () => import(module));
    await expect(broken).rejects.toMatchObject({ code: 'ERR_ZOO_LOAD_FAILED' });
  });
});

describe('the packages that a user installs beside this one', () => {
  it('are looked for without being loaded', () => {
    expect(missingDependencies([onnxruntimeDependency, absent, sharpDependency])).toStrictEqual([absent]);
  });

  it('are named with the ranges of package.json', async () => {
    const manifest: unknown = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      peerDependencies: {
        [onnxruntimeDependency.package]: onnxruntimeDependency.range,
        [sharpDependency.package]: sharpDependency.range,
      },
      peerDependenciesMeta: { 'onnxruntime-node': { optional: true }, sharp: { optional: true } },
    });
  });
});
