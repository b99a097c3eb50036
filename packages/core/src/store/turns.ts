import { createHash } from 'node:crypto';
import { rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HomeLayout } from './home-layout.js';
import { makeFile, makeFolder } from './make-folder.js';
import { namesIn } from './names-in.js';
import { isOrphan, isOwned, nameOwned } from './process-mark.js';
import { isMissing } from './store-error.js';

/**
 * Lets processes that want the same thing do it one after the other, so that only the first has to. It only saves work: where
 * the file system plays false, or nobody may write, all of them do it at once, and that is right as well.
 */
export interface Turns {
  /**
   * Waits until nobody who came before is at it. Never fails but by its signal, whose reason it throws.
   *
   * @param subject What it is about: equal texts take turns.
   */
  take(subject: string, options: TurnOptions): Promise<Turn>;
}

/** How a turn is waited for. */
export interface TurnOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told once when there is somebody to wait for. */
  readonly onWait?: (() => void) | undefined;
}

/** Ends when it is disposed, or with its process. */
export interface Turn extends AsyncDisposable {
  /** Whether somebody else was at it in between, and may have done it. */
  readonly waited: boolean;
}

const POLL_MS = 50;
const HEARTBEAT_MS = 5000;
/** Of a process on another machine, nobody knows more than that it stirs. */
const SILENT_MS = 30_000;
const MOST_TRIES = 10;

/** Number of a ticket whose holder has not yet seen which others there are. */
const CHOOSING = 0;
const TICKET = /^(?<owner>.+)\.(?<number>\d{1,9})$/;

interface Ticket {
  readonly owner: string;
  readonly number: number;
}

/** Lamport's bakery: who comes draws a number above all that are there, and the lowest one's turn it is. */
export function createTurns({ tempDir }: Pick<HomeLayout, 'tempDir'>): Turns {
  return {
    async take(subject, { signal, onWait }) {
      const folder = join(tempDir, `turns-${createHash('sha256').update(subject).digest('hex').slice(0, 32)}`);
      const owner = await nameOwned();
      let number = CHOOSING;
      let waited = false;
      const heartbeat = setInterval(() => {
        utimes(pathIn(folder, { owner, number }), new Date(), new Date()).catch(() => undefined);
      }, HEARTBEAT_MS).unref();

      async function leave(): Promise<void> {
        clearInterval(heartbeat);
        for (const each of new Set([CHOOSING, number])) {
          await rm(pathIn(folder, { owner, number: each }), { force: true }).catch(() => undefined);
        }
        // Only when nobody else waits.
        await rmdir(folder).catch(() => undefined);
      }

      try {
        number = await drawNumber(folder, owner);
        const isAlive = createLiveness(folder);
        while (await isAnybodyBefore(folder, { owner, number }, isAlive)) {
          if (!waited) onWait?.();
          waited = true;
          await sleep(POLL_MS, undefined, { signal });
        }
      } catch {
        await leave();
        signal?.throwIfAborted();
      }
      return { waited, [Symbol.asyncDispose]: leave };
    },
  };
}

async function drawNumber(folder: string, owner: string): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await makeFolder(folder);
      const choosing = pathIn(folder, { owner, number: CHOOSING });
      await (await makeFile(choosing, 'wx')).close();
      const number = Math.max(CHOOSING, ...(await ticketsIn(folder)).map((ticket) => ticket.number)) + 1;
      await rename(choosing, pathIn(folder, { owner, number }));
      return number;
    } catch (error) {
      // Whoever was last took the empty folder away just now.
      if (!isMissing(error) || attempt === MOST_TRIES) throw error;
    }
  }
}

async function isAnybodyBefore(
  folder: string,
  own: Ticket,
  isAlive: (ticket: Ticket) => Promise<boolean>,
): Promise<boolean> {
  for (const other of await ticketsIn(folder)) {
    if (other.owner !== own.owner && comesBefore(other, own) && (await isAlive(other))) return true;
  }
  return false;
}

function pathIn(folder: string, { owner, number }: Ticket): string {
  return join(folder, `${owner}.${number}`);
}

async function ticketsIn(folder: string): Promise<Ticket[]> {
  return (await namesIn(folder)).flatMap((name) => {
    const { owner, number } = TICKET.exec(name)?.groups ?? {};
    return owner === undefined ? [] : [{ owner, number: Number(number) }];
  });
}

function comesBefore(a: Ticket, b: Ticket): boolean {
  return a.number === b.number ? a.owner < b.owner : a.number < b.number;
}

/** Tells who is still there: of this machine by its processes, of others by whether their tickets are touched. */
function createLiveness(folder: string): (ticket: Ticket) => Promise<boolean> {
  const seen = new Map<string, { readonly mtimeMs: number; readonly atMs: number }>();
  return async (ticket) => {
    if (await isOrphan(ticket.owner)) {
      await rm(pathIn(folder, ticket), { force: true }).catch(() => undefined);
      return false;
    }
    if (await isOwned(ticket.owner)) return true;
    const mtimeMs = (await stat(pathIn(folder, ticket)).catch(() => undefined))?.mtimeMs;
    if (mtimeMs === undefined) return false;
    const before = seen.get(ticket.owner);
    if (before?.mtimeMs !== mtimeMs) seen.set(ticket.owner, { mtimeMs, atMs: performance.now() });
    return before?.mtimeMs !== mtimeMs || performance.now() - before.atMs < SILENT_MS;
  };
}
