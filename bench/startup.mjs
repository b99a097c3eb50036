// What starting the command line costs, against Node's own start. Needs a build (`pnpm build`). Usage: node bench/startup.mjs [rounds]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createZoo } from '../packages/core/dist/index.js';
import { http } from '../packages/manager-http/dist/index.js';
import { url } from '../packages/source-url/dist/index.js';
import { markdownTable } from './lib/markdown-table.mjs';
import { median } from './lib/median.mjs';

const ROUNDS = Number(process.argv[2] ?? 31);
const MODELS = 10;
const zooFile = fileURLToPath(new URL('../apps/cli/dist/bin.js', import.meta.url));

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'zoo-bench-')));
try {
  const [home, newHome, project] = ['home', 'new-home', 'project'].map((name) => join(folder, name));
  mkdirSync(project);
  const model = await lockModels(home, project);
  const zoo = (...args) => [zooFile, ...args];
  const cases = [
    { title: 'zoo --version', args: zoo('--version'), limit: 1.5 },
    { title: 'zoo list, in a new home', args: zoo('--home', newHome, 'list'), limit: 2 },
    { title: `zoo install, ${MODELS} models that are there`, args: zoo('--home', home, 'install'), limit: 2 },
    { title: 'zoo find, of one of them', args: zoo('--home', home, 'find', model), limit: 2 },
    { title: 'zoo info, of one of them', args: zoo('--home', home, 'info', model), limit: undefined },
    { title: 'zoo --help', args: zoo('--help'), limit: undefined },
  ];
  const all = [{ args: ['-e', '0'] }, ...cases];
  // The first run fills the cache of compiled code.
  for (const { args } of all) run(args, project);
  const times = all.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    // In turns, so that what else the machine does hits all of them.
    for (const [index, { args }] of all.entries()) times[index].push(run(args, project));
  }
  const [node, ...others] = times.map(median);
  const rows = cases.map(({ title, limit }, index) => {
    const ratio = others[index] / node;
    const goal = limit === undefined ? ['–', '–'] : [`≤ ${limit}`, ratio <= limit ? 'yes' : 'no'];
    return [
      `\`${title.split(',')[0]}\`${title.slice(title.split(',')[0].length)}`,
      ms(others[index]),
      ms(node),
      ratio.toFixed(2),
      ...goal,
    ];
  });
  console.log(markdownTable(['command', 'zoo', 'node -e 0', 'ratio', 'goal', 'met'], rows));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Downloads models of a source outside of the project and locks them. Gives the name of one. */
async function lockModels(home, project) {
  const source = join(folder, 'source');
  mkdirSync(source);
  const models = Array.from({ length: MODELS }, (_, index) => {
    writeFileSync(join(source, `${index}.onnx`), `weights ${index}`);
    return {
      base_name: `org/model-${index}`,
      base_filename: 'm.onnx',
      manager: { type: 'http', config: { url: `${index}.onnx` } },
    };
  });
  writeFileSync(join(source, 'manifest.json'), JSON.stringify({ name: 'models', models }));
  await using zoo = createZoo({ plugins: [url(), http()], home, cwd: project, env: {} });
  await zoo.registerSource(source);
  for (const { base_name: name } of models) await zoo.downloadModel(name);
  await zoo.writeLock();
  return models[0].base_name;
}

function run(args, cwd) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  return performance.now() - start;
}

function ms(value) {
  return `${value.toFixed(0)} ms`;
}
