// `failing-publish.ts <home> [exhaust]`: publishes the model of `publishPair` anew, from memory, and says as JSON with what error that ended.
import { hash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { ZooError } from '../src/errors/zoo-error.js';
import { createBlobStore } from '../src/store/blob-store.js';
import { homeLayout } from '../src/store/home-layout.js';
import { createModelStore } from '../src/store/model-store.js';

const [, , home = '', how] = process.argv;

async function publish(): Promise<void> {
  const layout = homeLayout(home);
  const blobs = createBlobStore(layout);
  const batch = blobs.batch();
  const files = [];
  for (const name of ['a', 'b']) {
    const bytes = Buffer.from(`${name} new`);
    const digest = { sizeBytes: bytes.length, sha256: hash('sha256', bytes) };
    await batch.add(bytes, digest);
    files.push({ path: `in/${name}.txt`, ...digest });
  }
  await batch.flush();
  const identity = { source: 'memory:one', baseName: 'm', version: undefined, baseFilename: undefined };
  await createModelStore(layout, blobs).publish({ ...identity, files });
}

/** Opens as many files as this process may have open. */
function openAll(): number[] {
  const all: number[] = [];
  try {
    for (;;) all.push(openSync('/dev/null', 'r'));
  } catch {
    return all;
  }
}

const opened = how === 'exhaust' ? openAll() : [];
const outcome = await publish().then(
  () => ({}),
  (error: unknown) =>
    ZooError.is(error) ? { ...error.details, zooCode: error.code, hint: error.hint } : { error: String(error) },
);
for (const fd of opened) closeSync(fd);
console.log(JSON.stringify(outcome));
