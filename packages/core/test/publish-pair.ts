import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBlobStore } from '../src/store/blob-store.js';
import { digestFile } from '../src/store/digest.js';
import { homeLayout } from '../src/store/home-layout.js';
import { createModelStore } from '../src/store/model-store.js';

/** Publishes a model of two files, perhaps in the place of an older one. */
export async function publishPair(home: string, content: string): Promise<void> {
  const layout = homeLayout(home);
  const blobs = createBlobStore(layout);
  await mkdir(layout.tempDir, { recursive: true });
  const files = [];
  for (const name of ['a', 'b']) {
    const file = join(layout.tempDir, `${process.pid}-${name}`);
    await writeFile(file, `${name} ${content}`);
    const digest = await digestFile(file);
    await blobs.adopt(file, digest.sha256);
    files.push({ path: `in/${name}.txt`, ...digest });
  }
  const identity = { source: 'memory:one', baseName: 'm', version: undefined, baseFilename: undefined };
  await createModelStore(layout, blobs).publish({ ...identity, files });
  await blobs.close();
}
