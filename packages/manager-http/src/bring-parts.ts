import { isAbortError, ZooError, type FileSink, type SinkContent } from '@modelzoo/core';
import { checkPart } from './check-part.js';
import { createConnectionGovernor } from './connection-governor.js';
import { pump } from './pump.js';
import { longestSegment, middleOf, type Segment } from './segments.js';

/** How the other connections of a file are made. */
export interface PartRequests {
  readonly url: URL;
  readonly content: SinkContent;
  readonly sink: FileSink;
  readonly maxConnections: number;
  /** Asks for a stretch of exactly the content; `undefined` where there is no way to ask for it safely. */
  ask(start: number, end: number, signal: AbortSignal): Promise<Response> | undefined;
  log(message: string): void;
}

/**
 * Brings a stretch of a file, of which the answer is there already. Where that is slow, further connections take over the
 * second halves of what is left, as long as each makes the whole quicker. A connection that fails leaves a hole, which
 * whoever called fills by asking again.
 *
 * @returns whether every further connection did what was asked of it
 */
export async function bringParts(first: Response, segment: Segment, requests: PartRequests): Promise<boolean> {
  const { url, sink, maxConnections } = requests;
  const stop = new AbortController();
  const running = new Set([segment]);
  const helpers = new Set<Promise<void>>();
  let allWell = true;

  async function takeHalf(victim: Segment): Promise<void> {
    const { end } = victim;
    const start = middleOf(victim);
    const response = await requests.ask(start, end, stop.signal);
    if (response === undefined) return;
    try {
      // The half changes hands only when its bytes are sure to come, and if nobody was quicker.
      if (checkPart(response, { start, end }, requests.content) === undefined) {
        throw new ZooError(
          'ERR_ZOO_RESPONSE_INVALID',
          `The server ${url.host} did not send the part it was asked for.`,
        );
      }
      if (victim.end !== end || victim.position >= start) return;
      victim.end = start;
      const part = { position: start, end };
      running.add(part);
      try {
        await pump(response, sink, part, url, governor.count);
      } finally {
        running.delete(part);
      }
    } finally {
      if (response.body?.locked === false) await response.body.cancel().catch(() => undefined);
    }
  }

  function addConnection(): boolean {
    const victim = longestSegment(running);
    if (victim === undefined || !Number.isFinite(victim.end)) return false;
    const helper = takeHalf(victim)
      .catch((error: unknown) => {
        if (isAbortError(error)) return;
        allWell = false;
        governor.stop();
        requests.log(`A further connection to ${url.host} was of no use: ${String(error)}`);
      })
      .finally(() => helpers.delete(helper));
    helpers.add(helper);
    return true;
  }

  const governor = createConnectionGovernor(maxConnections, addConnection);
  try {
    await pump(first, sink, segment, url, governor.count);
    running.delete(segment);
    while (helpers.size > 0) {
      // This connection's place is free: it helps whoever has the most left.
      if (allWell && helpers.size < maxConnections) addConnection();
      await Promise.race(helpers);
    }
    return allWell;
  } catch (error) {
    stop.abort();
    await Promise.all(helpers);
    throw error;
  } finally {
    governor.stop();
  }
}
