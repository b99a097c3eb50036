// Pictures per second of `apply`, against transformers.js on the same graph, and against the slower of the graph alone and of
// decoding alone; the delay of the event loop meanwhile; and what `predict` adds to a graph that takes a millisecond. Needs a
// build (`pnpm build`) and the npm registry: what is compared with is installed into a folder that goes afterwards.
// Usage: node bench/inference.mjs [--rounds 3] [--pictures 500] [--peers folder with node_modules]
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chain, mobileNet, tinyNet } from './lib/image-models.mjs';
import { markdownTable } from './lib/markdown-table.mjs';
import { median } from './lib/median.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    pictures: { type: 'string', default: '500' },
    peers: { type: 'string' },
  },
});
const ROUNDS = Number(options.rounds);
const DIFFERENT_PICTURES = 20;
const CHAIN_LENGTH = 24;
const program = fileURLToPath(new URL('lib/infer.mjs', import.meta.url));
const require = createRequire(new URL('../packages/runtime-onnx/package.json', import.meta.url));

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'zoo-bench-')));
const children = [];
try {
  const peers = options.peers ?? installPeers(folder);
  await makePictures(join(folder, 'pictures'), Number(options.pictures));
  writeModel('mobilenet', mobileNet());
  writeModel('tiny', tinyNet());
  writeModel('chain', chain(CHAIN_LENGTH));
  for (const model of ['mobilenet', 'tiny']) await compare(model, peers);
  await compareCalls();
} finally {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** Prints one table: rounds in turns, so that what else the machine does hits all. */
async function compare(model, peers) {
  const ways = [];
  for (const batch of [1, 16]) {
    for (const name of ['apply', 'transformers', 'bare', 'still']) {
      if (name === 'transformers' && peers === undefined) continue;
      ways.push({ name, batch, child: await start(name, batch, model, peers), rounds: [] });
    }
  }
  ways.push({ name: 'decode', batch: 1, child: await start('decode', 1, model), rounds: [] });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const way of ways) way.rounds.push(await ask(way.child));
  }
  for (const { child } of ways) child.kill();
  const find = (name, batch) => {
    const found = ways.find((way) => way.name === name && way.batch === batch);
    if (found === undefined) return undefined;
    return {
      perSecond: median(found.rounds.map(({ perSecond }) => perSecond)),
      delayMs: median(found.rounds.map(({ delayMs }) => delayMs)),
    };
  };
  const decode = find('decode', 1);
  const rows = [1, 16].map((batch) => {
    const [own, other, ...alone] = ['apply', 'transformers', 'bare', 'still'].map((name) => find(name, batch));
    const bare = alone.reduce((best, each) => (each.perSecond > best.perSecond ? each : best));
    const limit = Math.min(bare.perSecond, decode.perSecond);
    return [
      `${model}, batch ${batch}`,
      ...[own, other, bare, decode].map((each) => each?.perSecond.toFixed(1) ?? '-'),
      other === undefined ? '-' : (own.perSecond / other.perSecond).toFixed(2),
      (own.perSecond / limit).toFixed(2),
      ...[own, other, bare].map((each) => (each === undefined ? '-' : `${each.delayMs.toFixed(1)} ms`)),
    ];
  });
  const header = ['', 'apply', 'transformers.js', 'graph alone', 'decoding alone', '/ transformers.js', '/ limit'];
  console.log(`${markdownTable([...header, 'delay', 'of transformers.js', 'of graph alone'], rows)}\n`);
}

async function compareCalls() {
  const child = await start('overhead', 1, 'chain');
  const differences = [];
  const bare = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { times } = await ask(child);
    differences.push(median(times.predict) - median(times.bare));
    bare.push(median(times.bare));
  }
  child.kill();
  console.log(`A graph of ${median(bare).toFixed(2)} ms: predict adds ${median(differences).toFixed(2)} ms.`);
}

async function start(name, batch, model, peers = '') {
  const child = fork(program, [name, String(batch), model, folder, peers]);
  children.push(child);
  await answerOf(child);
  return child;
}

async function ask(child) {
  child.send('round');
  return answerOf(child);
}

async function answerOf(child) {
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`A contender ended with ${code}.`);
  });
  gone.catch(() => {}); // It also ends when it is done.
  const [message] = await Promise.race([once(child, 'message'), gone]);
  return message;
}

/** The folder with node_modules, or `undefined`, with a note, when there is no registry. */
function installPeers(parent) {
  const target = join(parent, 'peers');
  mkdirSync(target);
  writeFileSync(join(target, 'package.json'), '{"private":true}');
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '@huggingface/transformers'];
  const { status } = spawnSync('npm', args, { cwd: target, stdio: 'ignore' });
  if (status === 0) return target;
  console.log('transformers.js could not be installed, and is left out.\n');
  return undefined;
}

/** A model as transformers.js wants it, with the graph where ours finds it too. */
function writeModel(name, bytes) {
  const target = join(folder, name);
  mkdirSync(join(target, 'onnx'), { recursive: true });
  writeFileSync(join(target, 'onnx', 'model.onnx'), bytes);
  const id2label = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [index, `class ${index}`]));
  writeFileSync(join(target, 'config.json'), JSON.stringify({ model_type: 'mobilenet_v1', id2label }));
  const preprocessor = {
    image_processor_type: 'MobileNetV1ImageProcessor',
    do_resize: true,
    size: { shortest_edge: 256 },
    resample: 2,
    do_center_crop: true,
    crop_size: { width: 224, height: 224 },
    do_rescale: true,
    do_normalize: true,
    image_mean: [0.485, 0.456, 0.406],
    image_std: [0.229, 0.224, 0.225],
  };
  writeFileSync(join(target, 'preprocessor_config.json'), JSON.stringify(preprocessor));
}

/** JPEGs of 640 × 480 with about as much detail as photos: soft noise of several sizes. */
async function makePictures(target, count) {
  const sharp = require('sharp');
  mkdirSync(target);
  for (let index = 0; index < count; index += 1) {
    const file = join(target, `${String(index).padStart(4, '0')}.jpg`);
    if (index >= DIFFERENT_PICTURES) {
      const original = String(index % DIFFERENT_PICTURES).padStart(4, '0');
      copyFileSync(join(target, `${original}.jpg`), file);
      continue;
    }
    const detail = await sharp(noise(640, 480, 30))
      .blur(1.2)
      .png()
      .toBuffer();
    const shapes = await sharp(noise(20, 15, 60))
      .resize(640, 480, { kernel: 'cubic' })
      .png()
      .toBuffer();
    await sharp(shapes)
      .composite([{ input: detail, blend: 'soft-light' }])
      .jpeg({ quality: 85 })
      .toFile(file);
  }
}

function noise(width, height, sigma) {
  return {
    create: {
      width,
      height,
      channels: 3,
      background: { r: 0, g: 0, b: 0 },
      noise: { type: 'gaussian', mean: 128, sigma },
    },
  };
}
