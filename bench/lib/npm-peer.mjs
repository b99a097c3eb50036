// Downloads with a package that the benchmark installed for itself: node npm-peer.mjs <folder> <package> <url> <target>
import { createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';

const [folder, name, url, target] = process.argv.slice(2);
const found = createRequire(`${folder}/package.json`).resolve(name);
const peer = await import(pathToFileURL(found).href);

if (name === 'ipull') {
  const download = await peer.downloadFile({ url, directory: dirname(target), fileName: basename(target) });
  await download.download();
} else {
  const { origin, pathname } = new URL(url);
  const blob = await peer.downloadFile({ repo: 'bench/model', path: pathname.slice(1), hubUrl: origin, xet: false });
  await pipeline(Readable.fromWeb(blob.stream()), createWriteStream(target));
}
process.exit(0);
