// How long extraction takes beside other programs. Needs the build; prints a table for bench/README.md.
//   node bench/extract.mjs [--runs 7]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hasProgram } from './lib/has-program.mjs';
import { markdownTable } from './lib/markdown-table.mjs';
import { median } from './lib/median.mjs';
import { writeSampleTree } from './lib/sample-tree.mjs';

const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '7' } } });
const runs = Number(options.runs);
/** How many times as long as the best of the others it may take. */
const GOAL = 1.3;
const extractOnce = fileURLToPath(new URL('lib/extract-once.mjs', import.meta.url));

/** Who extracts what. Each gets the archive and an empty folder, and answers the milliseconds. */
const programs = {
  modelzoo: (archive, folder) =>
    Number(execFileSync(process.execPath, [extractOnce, archive, join(folder, 'out')], { encoding: 'utf8' })),
  bsdtar: timed('bsdtar', (archive, folder) => ['-xf', archive, '-C', folder]),
  tar: timed('tar', (archive, folder) => ['-xf', archive, '-C', folder]),
  unzip: timed('unzip', (archive, folder) => ['-q', archive, '-d', folder]),
  '7z': timed('7z', (archive, folder) => ['x', '-y', '-bso0', '-bsp0', `-o${folder}`, archive]),
};

const kinds = {
  tar: ['bsdtar', 'tar'],
  'tar.gz': ['bsdtar', 'tar'],
  'tar.zst': ['bsdtar', 'tar'],
  zip: ['unzip', 'bsdtar', '7z'],
};

const work = mkdtempSync(join(tmpdir(), 'modelzoo-bench-'));
try {
  const rows = [];
  for (const [kind, rivals] of Object.entries(kinds)) {
    const archive = makeArchive(kind);
    if (archive === undefined) continue;
    const present = rivals.filter(hasProgram);
    const times = measure(archive, ['modelzoo', ...present]);
    const ours = median(times.modelzoo);
    const best = Math.min(...present.map((name) => median(times[name])));
    const others = present.map((name) => `${name} ${median(times[name]).toFixed(0)}`).join(', ');
    rows.push([
      kind,
      `${(statSync(archive).size / 2 ** 20).toFixed(0)} MiB`,
      `${ours.toFixed(0)} ms`,
      others,
      (ours / best).toFixed(2),
      `≤ ${GOAL}`,
      ours / best <= GOAL ? 'yes' : 'no',
    ]);
  }
  console.log(markdownTable(['archive', 'size', 'modelzoo', 'others (ms)', 'ratio to the best', 'goal', 'met'], rows));
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** One after the other, again and again: what disturbs the machine disturbs all of them. */
function measure(archive, names) {
  const times = Object.fromEntries(names.map((name) => [name, []]));
  // The first round fills caches and does not count.
  for (let run = -1; run < runs; run += 1) {
    for (const name of names) {
      const folder = join(work, 'out');
      mkdirSync(folder);
      const took = programs[name](archive, folder);
      if (run >= 0) times[name].push(took);
      rmSync(folder, { recursive: true });
      // What is still to be written would slow the next one.
      spawnSync('sync');
    }
  }
  return times;
}

function timed(program, argumentsFor) {
  return (archive, folder) => {
    const start = performance.now();
    execFileSync(program, argumentsFor(archive, folder));
    return performance.now() - start;
  };
}

function makeArchive(kind) {
  const tree = join(work, 'tree');
  if (!statSync(tree, { throwIfNoEntry: false })) writeSampleTree(tree);
  const archive = join(work, `sample.${kind}`);
  const commands = {
    tar: ['tar', '-cf', archive, '-C', tree, '.'],
    'tar.gz': ['tar', '-czf', archive, '-C', tree, '.'],
    'tar.zst': ['tar', '--zstd', '-cf', archive, '-C', tree, '.'],
    zip: ['bsdtar', '-c', '--format', 'zip', '-f', archive, '-C', tree, '.'],
  };
  const [program, ...rest] = commands[kind];
  try {
    execFileSync(program, rest);
    return archive;
  } catch (error) {
    console.error(`no ${kind}: ${error.message}`);
    return undefined;
  }
}
