import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { addGraph, buildOnnx } from '../test/build-onnx.js';
import { folderModel, temporaryFolder } from '../test/load-onnx.js';

const run = promisify(execFile);

/** Lets plain Node read our sources: they name each other as they will be called once they are built. */
const HOOKS = `
import { registerHooks } from 'node:module';
registerHooks({
  resolve: (specifier, context, next) => {
    const own = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    return next(own ? specifier.replace(/\\.js$/, '.ts') : specifier, context);
  },
});`;

const SCRIPT = `
const [source, path] = process.argv.slice(1);
const { onnx } = await import(source);
const [loader] = onnx().loaders;
const context = { signal: new AbortController().signal };
const files = { path, files: [path], sourceDir: undefined };
const model = await loader.doLoad({ files, config: { task: 'tensors' }, parameters: {}, model: undefined }, context);
const x = { type: 'float32', dims: [3], data: new Float32Array(3) };
const { tensors } = await model.predict({ x });
await model[Symbol.asyncDispose]();
console.log(tensors.y.data.join());`;

describe('the runtime', () => {
  it('leaves nothing in the home of the user', async () => {
    const home = await temporaryFolder();
    const { files } = await folderModel({ 'model.onnx': buildOnnx(addGraph) });
    const hooks = `data:text/javascript,${encodeURIComponent(HOOKS)}`;
    const source = pathToFileURL(join(import.meta.dirname, 'onnx.ts')).href;
    const options = ['--conditions=@modelzoo/source', `--import=${hooks}`, '--input-type=module', '--eval', SCRIPT];
    const env = { PATH: process.env['PATH'], HOME: home, USERPROFILE: home, LOCALAPPDATA: home, XDG_CACHE_HOME: home };
    const { stdout } = await run(process.execPath, [...options, source, ...files], { env });
    expect(stdout.trim()).toBe('1,2,3');
    await expect(readdir(home)).resolves.toStrictEqual([]);
  });
});
