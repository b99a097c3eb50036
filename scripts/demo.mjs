// The main job from end to end on a real model and a real picture, in a home folder of its own.
import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [zoo] = process.argv.slice(2);
const home = join(root, 'demo', 'home');
const drawn = join(root, 'demo', 'drawn');
const picture = join(root, 'examples', 'images', 'receipt.jpg');

const steps = [
  [
    'A source is a folder with a manifest. This one carries code, too, which registering does not run.',
    'register-source',
    './examples/sources/ppocr',
  ],
  ['These are its models.', 'list'],
  ['Downloading brings the weights, verified, into a store that all models share.', 'download', 'ppocr/ocr'],
  [
    'Running the model runs code of the source: --trust agrees to exactly this content.',
    'apply',
    'ppocr/ocr',
    picture,
    '--draw',
    drawn,
    '--trust',
  ],
];

for (const [say, ...args] of steps) {
  const shown = args.map((arg) => (arg.startsWith(root) ? relative(root, arg) : arg)).join(' ');
  process.stdout.write(`\n# ${say}\n$ zoo ${shown}\n`);
  const { status } = spawnSync(process.execPath, [zoo, '--home', home, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
process.stdout.write(
  `\nThe picture with what was found is in ${relative(root, drawn)}/. Try it yourself: npm start -- --help\n`,
);
