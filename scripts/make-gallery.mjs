// Draws the pictures of docs/gallery anew, from the example pictures, with models that the npm registry has.
//
//   node scripts/make-gallery.mjs
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sharp = createRequire(join(root, 'examples/package.json'))('sharp');
const resolver = join(root, 'packages/core/test/resolve-typescript.mjs');
const LONGEST_SIDE = 720;

const folder = await mkdtemp(join(tmpdir(), 'zoo-gallery-'));
try {
  await writeDensePixels(join(folder, 'dense'));
  const ppocr = join(root, 'examples/sources/ppocr');
  await draw('text-outlines', ppocr, 'receipt', ['--model-name', 'ppocr/ocr']);
  await draw('text-boxes', ppocr, 'books', ['--model-name', 'ppocr/ocr', '--param', 'as=detections']);
  await draw('class', ppocr, 'street-sign', ['--model-name', 'ppocr/text-orientation']);
  await draw('heatmap', join(folder, 'dense'), 'parcel', ['--model-name', 'text/heatmap']);
  await draw('mask', join(folder, 'dense'), 'page', ['--model-name', 'text/mask']);
} finally {
  await rm(folder, { recursive: true });
}

/** Runs a model over an example picture and keeps a small copy of what was drawn. */
async function draw(name, source, picture, options) {
  const drawn = join(folder, name);
  const input = join(root, `examples/images/${picture}.jpg`);
  await zoo(['--trust', 'apply', source, input, ...options, '--draw', drawn]);
  const target = join(root, `docs/gallery/${name}.jpg`);
  await mkdir(dirname(target), { recursive: true });
  await sharp(join(drawn, `${picture}.png`))
    .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside' })
    .jpeg({ quality: 72, mozjpeg: true })
    .toFile(target);
}

async function zoo(args) {
  const node = ['--conditions=@modelzoo/source', '--import', resolver, join(root, 'apps/cli/src/bin.ts')];
  const env = { ...process.env, MODELZOO_HOME: join(folder, 'home') };
  await run(process.execPath, [...node, ...args], { env, maxBuffer: 64 * 1024 * 1024 });
}

/** A source that gives the probabilities of the text detector as they are, and cut at a threshold. */
async function writeDensePixels(to) {
  const manifest = JSON.parse(await readFile(join(root, 'examples/sources/ppocr/manifest.json'), 'utf8'));
  const { manager, base_filename } = manifest.models.find((model) => model.base_name === 'ppocr/text-detection');
  const input = { size: [960, 960], fit: 'letterbox', channels: 'BGR', mean: 127.5, std: 127.5 };
  const models = [
    { base_name: 'text/heatmap', task: 'depth-estimation', output: { decode: 'map' } },
    { base_name: 'text/mask', task: 'semantic-segmentation', output: { decode: 'mask', threshold: 0.3 } },
  ].map(({ base_name, task, output }) => ({
    base_name,
    base_filename,
    manager,
    default_deployment_config_dict: { type: 'onnx', config: { task, input, output } },
  }));
  await mkdir(to, { recursive: true });
  await writeFile(join(to, 'manifest.json'), JSON.stringify({ name: 'dense', models }));
}
