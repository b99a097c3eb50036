// What listing, searching and finding cost in a home with 100 sources of 1,000 models, against printing the same answers from
// memory. Needs a build (`pnpm build`). Usage: node bench/catalog.mjs [rounds]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createZoo } from '../packages/core/dist/index.js';
import { url } from '../packages/source-url/dist/index.js';
import { MODELS_PER_SOURCE, RARE_WORD, SOURCES, makeEntry } from './lib/catalog-models.mjs';
import { markdownTable } from './lib/markdown-table.mjs';
import { median } from './lib/median.mjs';

const ROUNDS = Number(process.argv[2] ?? 9);
const MOST_OUTPUT_BYTES = 256 * 1024 * 1024;
const zooFile = fileURLToPath(new URL('../apps/cli/dist/bin.js', import.meta.url));
const printList = fileURLToPath(new URL('lib/print-list.mjs', import.meta.url));

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'zoo-bench-')));
try {
  const home = join(folder, 'home');
  const startedAt = performance.now();
  await makeHome(home, folder);
  console.log(`Registering ${SOURCES} sources took ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
  rmSync(join(home, 'index.sqlite'));
  const zoo = (...args) => [zooFile, '--json', '--home', home, ...args];
  const first = time(() => run(zoo('search', 'nothing like this')));
  console.log(`A command that finds no index, and makes it from the snapshots, took ${(first / 1000).toFixed(1)} s.`);
  console.log(`The index has ${(statSync(join(home, 'index.sqlite')).size / 1e6).toFixed(0)} MB.\n`);

  const name = makeEntry(42, 500).base_name;
  const cases = [
    { title: 'zoo list', command: zoo('list'), limit: 2, memory: [printList, folder] },
    { title: `zoo search ${RARE_WORD}`, command: zoo('search', RARE_WORD), limit: 1.5 },
    { title: 'zoo search resnet pose 0120', command: zoo('search', 'resnet', 'pose', '0120'), limit: 1.5 },
    { title: `zoo info ${name}`, command: zoo('info', name), limit: 1.5 },
  ];
  for (const each of cases) each.memory ??= [writeProgram(folder, run(each.command))];
  const [{ command, memory }] = cases;
  if (namesIn(run(command)) !== namesIn(run(memory))) throw new Error('The two lists are not the same.');

  const rows = cases.map(({ title, command: measured, memory: baseline, limit }) => {
    const times = [];
    const baselineTimes = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // In turns, so that what else the machine does hits both.
      times.push(time(() => run(measured)));
      baselineTimes.push(time(() => run(baseline)));
    }
    const ratio = median(times) / median(baselineTimes);
    const cells = [median(times), median(baselineTimes)].map((ms) => `${ms.toFixed(0)} ms`);
    return [`\`${title}\``, ...cells, ratio.toFixed(2), `< ${limit}`, ratio < limit ? 'yes' : 'no'];
  });
  console.log(markdownTable(['command, with --json', 'zoo', 'from memory', 'ratio', 'goal', 'met'], rows));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function makeHome(home, parent) {
  await using zoo = createZoo({ plugins: [url()], home, cwd: parent, env: {} });
  for (let source = 0; source < SOURCES; source += 1) {
    const path = join(parent, `source-${source}`);
    mkdirSync(path);
    const models = Array.from({ length: MODELS_PER_SOURCE }, (_, index) => makeEntry(source, index));
    writeFileSync(join(path, 'manifest.json'), JSON.stringify({ name: `source ${source}`, models }));
    await zoo.registerSource(path);
  }
}

/** A program that has an answer in memory and prints it. */
function writeProgram(parent, answer) {
  const file = join(parent, `answer-${answer.length}.mjs`);
  writeFileSync(file, `const answer = ${answer};\nprocess.stdout.write(\`\${JSON.stringify(answer)}\\n\`);\n`);
  return file;
}

function run(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT_BYTES,
  });
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

function time(body) {
  const start = performance.now();
  body();
  return performance.now() - start;
}

function namesIn(text) {
  return JSON.parse(text)
    .map(({ name, source, size_bytes: sizeBytes }) => `${name} ${source} ${sizeBytes}`)
    .toSorted()
    .join('\n');
}
