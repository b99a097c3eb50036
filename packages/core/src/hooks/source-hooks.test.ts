import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemory, manifestOf, memoryPlugin, type Memory } from '../../test/memory-plugin.js';
import { createZoo } from '../create-zoo.js';
import type { ConsentRequest } from '../sources/source-types.js';
import type { Zoo } from '../zoo.js';
import type { ZooOptions } from '../zoo-options.js';

let folder: string;
let mark: string;
let memory: Memory;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoo-hooks-'));
  mark = join(folder, 'mark');
  memory = createMemory();
  memory.sources['code'] = sourceWith(hooks('hello'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function sourceWith(code: string, file = 'index.mjs'): Record<string, string> {
  return { 'manifest.json': manifestOf({ base_name: 'coded', base_filename: 'files' }), [file]: code };
}

/** A module that leaves a mark as soon as it is loaded. */
function hooks(text: string): string {
  return `
    import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
    import { join } from 'node:path';
    writeFileSync(${JSON.stringify(mark)}, 'ran');
    export function downloadModel(modelName, modelPath, context) {
      mkdirSync(modelPath);
      writeFileSync(join(modelPath, 'text.txt'), ${JSON.stringify(text)});
    }
    export async function loadModel(modelName, modelPath, parameters, context) {
      return context.load({ type: 'text', config: { label: parameters.label ?? modelName } });
    }
    export function parseParameters(modelName, context, parameters) {
      return { label: parameters.name };
    }
  `;
}

function zooWith(options: Partial<ZooOptions> = {}): Zoo {
  return createZoo({ plugins: [memoryPlugin(memory)], home: join(folder, 'home'), cwd: folder, env: {}, ...options });
}

describe('the code of a source', () => {
  it('does not run when the source is registered, listed, searched, shown, updated or deleted', async () => {
    const zoo = zooWith();
    expect((await zoo.registerSource('memory:code')).source.code).toBe('javascript');
    await zoo.listSources();
    await zoo.listModels();
    await zoo.searchModels('coded');
    await zoo.getModel('coded');
    await zoo.describeRequirements('coded');
    await zoo.ensureRequirements('coded');
    await zoo.updateSources();
    await zoo.trustSource('memory:code');
    await zoo.deleteSource('memory:code');
    expect(existsSync(mark)).toBe(false);
  });

  it('does not run without consent', async () => {
    const zoo = zooWith();
    await zoo.registerSource('memory:code');
    await expect(zoo.downloadModel('coded')).rejects.toMatchObject({ code: 'ERR_ZOO_CONSENT_REQUIRED' });
    const asked: ConsentRequest[] = [];
    const asking = zooWith({ onConsent: (request) => (asked.push(request), false) });
    await expect(asking.downloadModel('coded')).rejects.toMatchObject({ code: 'ERR_ZOO_CONSENT_REQUIRED' });
    expect(asked).toMatchObject([
      { hook: 'downloadModel', codeFiles: ['index.mjs', 'manifest.json'], changedFiles: undefined },
    ]);
    expect(existsSync(mark)).toBe(false);
  });

  it('runs after consent, which is remembered for that content', async () => {
    const zoo = zooWith({ onConsent: () => true });
    await zoo.registerSource('memory:code');
    const { path, files } = await zoo.downloadModel('coded');
    expect(existsSync(mark)).toBe(true);
    expect(files.map((file) => file.path)).toStrictEqual(['files/text.txt']);
    expect(await readFile(join(path, 'text.txt'), 'utf8')).toBe('hello');
    expect(await zoo.findModel('coded')).toBe(path);
    const later = zooWith();
    await using model = await later.loadModel('coded', { parameters: { name: 'Ann' } });
    expect(await model.predict('hello')).toMatchObject({ label: 'Ann', confidence: 1 });
    expect(await later.listTrusted()).toMatchObject([{ key: 'memory:code' }]);
  });

  it('asks again after any change, and shows what changed', async () => {
    const zoo = zooWith();
    await zoo.registerSource('memory:code');
    await zoo.trustSource('memory:code');
    memory.sources['code'] = sourceWith(hooks('changed'));
    expect(await zoo.updateSources()).toMatchObject([{ moved: true, codeChanged: true }]);
    await expect(zoo.downloadModel('coded')).rejects.toMatchObject({
      code: 'ERR_ZOO_CONSENT_REQUIRED',
      details: { changedFiles: ['index.mjs'] },
    });
    expect(existsSync(mark)).toBe(false);
  });

  it('runs no more once consent is taken back', async () => {
    const zoo = zooWith();
    await zoo.registerSource('memory:code');
    await zoo.trustSource('memory:code');
    expect(await zoo.untrustSource('memory:code')).toHaveLength(1);
    await expect(zoo.downloadModel('coded')).rejects.toMatchObject({ code: 'ERR_ZOO_CONSENT_REQUIRED' });
  });

  it('may be TypeScript', async () => {
    memory.sources['code'] = sourceWith(
      `import { writeFileSync } from 'node:fs';
       export function downloadModel(modelName: string, modelPath: string): void { writeFileSync(modelPath, 'typed'); }`,
      'index.mts',
    );
    const zoo = zooWith({ trust: true });
    await zoo.registerSource('memory:code');
    const { path } = await zoo.downloadModel('coded');
    expect(await readFile(path, 'utf8')).toBe('typed');
  });

  it('leaves nothing that looks finished when it fails', async () => {
    memory.sources['code'] = sourceWith(
      `import { mkdirSync, writeFileSync } from 'node:fs';
       export function downloadModel(name, path) { mkdirSync(path); writeFileSync(path + '/half', ''); throw new Error('no more'); }`,
    );
    const zoo = zooWith({ trust: true });
    await zoo.registerSource('memory:code');
    await expect(zoo.downloadModel('coded')).rejects.toMatchObject({
      code: 'ERR_ZOO_HOOK_FAILED',
      message: expect.stringContaining('no more'),
    });
    expect(await zoo.isDownloaded('coded')).toBe(false);
  });

  it('is checked against the contract of a model', async () => {
    memory.sources['code'] = sourceWith(
      `import { writeFileSync } from 'node:fs';
       export function downloadModel(name, path) { writeFileSync(path, ''); }
       export function loadModel() { return { predict() {} }; }`,
    );
    const zoo = zooWith({ trust: true });
    await zoo.registerSource('memory:code');
    await expect(zoo.loadModel('coded')).rejects.toMatchObject({
      code: 'ERR_ZOO_HOOK_FAILED',
      message: expect.stringContaining('predictAll'),
    });
  });

  it('tells the user, and not the author, about parameters that it refuses', async () => {
    memory.sources['code'] = sourceWith(`
      import { writeFileSync } from 'node:fs';
      export function downloadModel(name, path) { writeFileSync(path, 'x'); }
      export function loadModel() {}
      export function parseParameters(name, context, { size }) {
        if (size === undefined) throw new TypeError('There is no size.');
        throw context.error('ERR_ZOO_X_SIZE', 'The size is odd.');
      }`);
    const zoo = zooWith({ trust: true });
    await zoo.registerSource('memory:code');
    await expect(zoo.loadModel('coded')).rejects.toMatchObject({
      code: 'ERR_ZOO_CONFIG_INVALID',
      message: expect.stringContaining('There is no size.'),
    });
    await expect(zoo.loadModel('coded', { parameters: { size: 3 } })).rejects.toMatchObject({ code: 'ERR_ZOO_X_SIZE' });
  });

  it('is what the package.json beside the manifest names, if that is inside', async () => {
    memory.sources['code'] = {
      ...sourceWith(hooks('named'), 'lib/hooks.mjs'),
      'package.json': '{"main": "./lib/hooks.mjs"}',
    };
    memory.sources['outside'] = {
      ...sourceWith('', 'x/index.mjs'),
      'package.json': '{"main": "../../../outside.mjs"}',
    };
    const zoo = zooWith({ trust: true });
    expect((await zoo.registerSource('memory:outside')).source.code).toBe('none');
    await zoo.deleteSource('memory:outside');
    await zoo.registerSource('memory:code');
    const { path } = await zoo.downloadModel('coded');
    expect(await readFile(join(path, 'text.txt'), 'utf8')).toBe('named');
  });

  it('says what may be set, unless the manifest does, and only after consent', async () => {
    const schema = { type: 'object', properties: { size: { type: 'integer' } } };
    const code = `
      import { writeFileSync } from 'node:fs';
      writeFileSync(${JSON.stringify(mark)}, 'ran');
      export function loadModel() {}
      export function resolveInput(name, context) { return ${JSON.stringify(schema)}; }`;
    memory.sources['code'] = sourceWith(code);
    memory.sources['declared'] = {
      'manifest.json': manifestOf({ base_name: 'declared', parameters: schema }),
      'index.mjs': code,
    };
    const zoo = zooWith();
    await zoo.registerSource('memory:declared');
    await zoo.registerSource('memory:code');
    expect(await zoo.describeParameters('declared')).toStrictEqual(schema);
    await expect(zoo.describeParameters('coded')).rejects.toMatchObject({ code: 'ERR_ZOO_CONSENT_REQUIRED' });
    expect(existsSync(mark)).toBe(false);
    await zoo.trustSource('memory:code');
    expect(await zoo.describeParameters('coded')).toStrictEqual(schema);
  });

  it('explains itself where it is Python', async () => {
    memory.sources['code'] = sourceWith('raise SystemExit', '__init__.py');
    const zoo = zooWith({ trust: true });
    expect((await zoo.registerSource('memory:code')).source.code).toBe('python');
    await expect(zoo.downloadModel('coded')).rejects.toMatchObject({ code: 'ERR_ZOO_HOOK_PYTHON' });
  });

  it('is missed where neither the manifest nor a module says how to get the model', async () => {
    memory.sources['code'] = { 'manifest.json': manifestOf({ base_name: 'coded' }) };
    const zoo = zooWith({ trust: true });
    await zoo.registerSource('memory:code');
    await expect(zoo.downloadModel('coded')).rejects.toMatchObject({ code: 'ERR_ZOO_HOOK_MISSING' });
  });
});
