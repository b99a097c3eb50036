// A process of its own that works with a zoo: `zoo-process.ts <home> <origin> <what> [umask]`. Its one source declares one
// model, whose weights come from `<origin>/weights` over HTTP. What it did is told in one line of JSON.
import { createZoo } from '../src/create-zoo.js';
import { ZooError } from '../src/errors/zoo-error.js';
import type { ModelManager } from '../src/plugins/model-manager.js';
import type { ZooPlugin } from '../src/plugins/zoo-plugin.js';
import type { Zoo } from '../src/zoo.js';
import { createMemory, manifestOf, memoryPlugin } from './memory-plugin.js';

const [home = '', origin = '', what = '', umask] = process.argv.slice(2);
if (umask !== undefined) process.umask(Number.parseInt(umask, 8));

const overHttp: ModelManager = {
  specVersion: 'v1',
  id: 'over-http',
  types: ['over-http'],
  configSchema: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
  doPlan: async () => [{ path: 'weights.txt', urls: [`${origin}/weights`] }],
  async doFetch({ urls: [url] }, sink, context) {
    const response = await context.fetch(url);
    await sink.begin({ validator: '"one"', sizeBytes: Number(response.headers.get('content-length')) });
    let position = 0;
    for await (const chunk of response.body ?? []) {
      await sink.write(position, chunk);
      position += chunk.byteLength;
    }
  },
};

const works: Record<string, (zoo: Zoo) => Promise<unknown>> = {
  download: (zoo) => zoo.downloadModel('m'),
  async load(zoo) {
    await using model = await zoo.loadModel('m', { cache: false, downloadIfNecessary: false });
    return model.mediaType;
  },
  /** Has the model loaded until its input ends. */
  async hold(zoo) {
    await using _model = await zoo.loadModel('m');
    console.log('held');
    for await (const _ of process.stdin) continue;
  },
  delete: (zoo) => zoo.deleteModel('m'),
  verify: (zoo) => zoo.verifyModels({ full: true }),
  update: (zoo) => zoo.updateSources(),
};

const memory = createMemory();
memory.sources['one'] = {
  'manifest.json': manifestOf({
    base_name: 'm',
    base_filename: 'weights.txt',
    manager: { type: 'over-http', config: {} },
    default_deployment_config_dict: { type: 'text', config: {} },
  }),
};
const plugins: ZooPlugin[] = [memoryPlugin(memory), { name: 'over-http', specVersion: 'v1', managers: [overHttp] }];
const zoo = createZoo({ plugins, home, env: {} });
try {
  await zoo.registerSource('memory:one');
  const results = [];
  for (const each of what.split(',')) results.push(await works[each]?.(zoo));
  console.log(JSON.stringify({ ok: true, result: results.length === 1 ? results[0] : results }));
} catch (error) {
  if (!ZooError.is(error)) throw error;
  console.log(JSON.stringify({ ok: false, code: error.code, message: error.message }));
} finally {
  await zoo[Symbol.asyncDispose]();
}
