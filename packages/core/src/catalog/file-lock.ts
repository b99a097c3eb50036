import { readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { storeError } from '../store/store-error.js';
import { makeFile, makeFolder } from '../store/make-folder.js';

const POLL_MS = 25;
/** Longer than any honest holder needs to write one small file; after it the lock is taken for abandoned. */
const ABANDONED_AFTER_MS = 10_000;

/**
 * Runs `body` while holding a lock file, so that processes take turns. It saves lost updates, not correctness: what is
 * written is published by rename either way.
 */
export async function withFileLock<Result>(file: string, body: () => Promise<Result>): Promise<Result> {
  await makeFolder(dirname(file)).catch((error: unknown) => {
    throw storeError(error, dirname(file));
  });
  for (;;) {
    try {
      const handle = await makeFile(file, 'wx');
      await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname() }));
      await handle.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw storeError(error, file);
      if (await isAbandoned(file)) await rm(file, { force: true });
      else await sleep(POLL_MS * (1 + Math.random()));
    }
  }
  try {
    return await body();
  } finally {
    await rm(file, { force: true });
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  try {
    const [{ mtimeMs }, text] = await Promise.all([stat(file), readFile(file, 'utf8')]);
    if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) return true;
    const owner = JSON.parse(text) as { pid?: number; host?: string };
    return owner.host === hostname() && owner.pid !== undefined && !isRunning(owner.pid);
  } catch {
    // Gone already, or its owner has not written its name yet.
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
