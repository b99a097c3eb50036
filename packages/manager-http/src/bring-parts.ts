import {
  errorFacts,
  ZooError,
  type ConnectionLease,
  type FileSink,
  type SinkContent,
  type SpareConnections,
} from '@modelzoo/core';
import { isLasting } from './check-answer.js';
import { checkPart } from './check-part.js';
import { pump } from './pump.js';
import { cutOf, longestSegment, takePiece, type Segment } from './segments.js';
import { watchStragglers, type Paced } from './watch-stragglers.js';

/** How the connections of a file are made. */
export interface PartRequests {
  readonly url: URL;
  readonly content: SinkContent;
  readonly sink: FileSink;
  /** Most connections for this file. */
  readonly maxConnections: number;
  /** Where they come from. */
  readonly spare: SpareConnections;
  /** After so long a connection that is far slower than the others is replaced. */
  readonly slowTimeoutMs: number;
  /** Asks for a stretch of exactly the content; `undefined` where there is no way to ask for it safely. */
  ask(start: number, end: number, signal: AbortSignal): Promise<Response> | undefined;
  log(message: string): void;
}

/** The answer that a stretch begins with, and what ends it. */
export interface FirstAnswer {
  readonly response: Response;
  readonly abort: AbortController;
}

interface Connection extends Paced {
  readonly abort: AbortController;
  /** What it brings, once it does. */
  segment: Segment | undefined;
}

/** A connection that brought so much was of use, however it ended. */
const USEFUL_BYTES = 1024 * 1024;
/** After so many replacements a slow line is taken to be what it is. */
const MOST_REPLACEMENTS = 16;

/**
 * Brings a stretch of a file, of which the answer is there already. When there are connections to spare, they take over what
 * lies ahead, piece by piece and in order, so that whoever reads behind them can keep up. A connection that breaks, stalls or is far slower
 * than the others ends alone; what it leaves is brought by whoever is free next.
 *
 * @returns whether further connections did what was asked of them. If not, the rest is better asked for the plain way.
 * @throws what a connection failed with, when nobody was left to bring what it was to bring
 */
export async function bringParts(first: FirstAnswer, stretch: Segment, requests: PartRequests): Promise<boolean> {
  const { url, sink, maxConnections, spare } = requests;
  const connections = new Set<Connection>();
  const working = new Set<Promise<unknown>>();
  /** Stretches that nobody brings. */
  const holes: Segment[] = [];
  let isOfUse = true;
  let replacements = 0;
  let lastError: unknown;
  let fatal: { readonly error: unknown } | undefined;

  let endOffers: (() => void) | undefined;
  const stragglers = watchStragglers(connections, requests.slowTimeoutMs, (connection) => {
    replacements += 1;
    requests.log(`A connection to ${url.host} is far slower than the others, and is replaced.`);
    connection.abort.abort();
    if (replacements === MOST_REPLACEMENTS) stragglers.stop();
  });

  async function carry(response: Response, segment: Segment, connection: Connection): Promise<void> {
    connection.segment = segment;
    try {
      await pump(response, sink, segment, url, (bytes) => {
        connection.bytes += bytes;
      });
    } finally {
      connection.segment = undefined;
      if (segment.position < segment.end) holes.push({ ...segment });
    }
  }

  /** The answer with exactly this stretch; `undefined` where there is none to be had. */
  async function open({ position: start, end }: Segment, { abort }: Connection): Promise<Response | undefined> {
    const response = await requests.ask(start, end, abort.signal);
    if (response !== undefined && checkPart(response, { start, end }, requests.content) !== undefined) return response;
    await drop(response);
    isOfUse = false;
    requests.log(`The server ${url.host} did not send the part it was asked for.`);
    return undefined;
  }

  async function fillHole(hole: Segment, connection: Connection): Promise<void> {
    const response = await open(hole, connection).catch((error: unknown) => {
      holes.push(hole);
      throw error;
    });
    if (response === undefined) holes.push(hole);
    else await carry(response, hole, connection);
  }

  async function takeOver(victim: Segment, connection: Connection): Promise<void> {
    const { end } = victim;
    const rest = [{ position: cutOf(victim), end }];
    const piece = takePiece(rest, working.size);
    if (piece === undefined) return;
    const response = await open(piece, connection);
    // What lies ahead changes hands only when its bytes are sure to come, and if nobody was quicker.
    if (response === undefined || victim.end !== end || victim.position >= piece.position) return drop(response);
    victim.end = piece.position;
    holes.push(...rest);
    await carry(response, piece, connection);
  }

  function addConnection(lease?: ConnectionLease): boolean {
    // Where nobody knows the length there is nothing to divide.
    if (!isOfUse || fatal !== undefined || !Number.isFinite(stretch.end)) return false;
    const hole = takePiece(holes, working.size);
    const victim = hole === undefined ? longestSegment(segmentsOf(connections)) : undefined;
    if (hole !== undefined) launch((connection) => fillHole(hole, connection), { lease });
    else if (victim !== undefined) launch((connection) => takeOver(victim, connection), { lease });
    return hole !== undefined || victim !== undefined;
  }

  function launch(
    bring: (connection: Connection) => Promise<void>,
    { abort = new AbortController(), lease }: { abort?: AbortController; lease?: ConnectionLease | undefined },
  ): void {
    const connection: Connection = { abort, segment: undefined, bytes: 0, since: performance.now() };
    connections.add(connection);
    const work = settle(bring(connection), connection).then((isFree) => {
      connections.delete(connection);
      working.delete(work);
      return (isFree && addConnection(lease)) || lease?.release();
    });
    working.add(work);
  }

  /** Waits for a connection, and tells whether its place is free for another at once. */
  async function settle(bringing: Promise<void>, connection: Connection): Promise<boolean> {
    try {
      await bringing;
      stragglers.ended(connection);
      return true;
    } catch (error) {
      return mayGoOn(error, connection);
    }
  }

  function mayGoOn(error: unknown, { abort, bytes }: Connection): boolean {
    if (fatal !== undefined) return false;
    // It was only too slow.
    if (abort.signal.aborted) return true;
    lastError = error;
    if (!isFaultOfConnection(error) || !Number.isFinite(stretch.end)) {
      fatal = { error };
      for (const connection of connections) connection.abort.abort();
      return false;
    }
    requests.log(`A connection to ${url.host} ended early: ${String(error)}`);
    if (bytes < USEFUL_BYTES) isOfUse = false;
    return false;
  }

  try {
    launch((connection) => carry(first.response, stretch, connection), first);
    endOffers = spare.onSpare((lease) => working.size < maxConnections && addConnection(lease));
    while (working.size > 0) await Promise.race(working);
    if (fatal !== undefined) throw fatal.error;
    if (holes.length > 0 && lastError !== undefined) throw lastError;
    return isOfUse;
  } finally {
    endOffers?.();
    stragglers.stop();
  }
}

/** Whether other connections may still do well: not when the disk is full, or the user had enough. */
function isFaultOfConnection(error: unknown): boolean {
  if (!ZooError.is(error)) return false;
  return errorFacts(error).exitCode === 4 || (error.code === 'ERR_ZOO_SIZE_MISMATCH' && !isLasting(error));
}

function* segmentsOf(connections: Iterable<Connection>): Generator<Segment> {
  for (const { segment } of connections) if (segment !== undefined) yield segment;
}

async function drop(response: Response | undefined): Promise<void> {
  if (response?.body?.locked === false) await response.body.cancel().catch(() => undefined);
}
