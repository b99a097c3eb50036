/** Which servers failed lately, so that the next file does not wait for them again. */
export interface MirrorCooldowns {
  /** Mirrors as they are best tried: in their order, but those that rest come last, the soonest rested first. */
  order(mirrors: readonly URL[]): URL[];
  /** Whether it failed lately. */
  isResting(mirror: URL): boolean;
  /** Lets the server of a mirror rest. */
  rest(mirror: URL, durationMs: number): void;
}

/** @param now - Milliseconds, from wherever. Default: a clock that never goes back. */
export function createMirrorCooldowns(now: () => number = () => performance.now()): MirrorCooldowns {
  const restUntil = new Map<string, number>();
  const untilOf = ({ origin }: URL): number => {
    const until = restUntil.get(origin) ?? 0;
    return until > now() ? until : 0;
  };
  return {
    order: (mirrors) => mirrors.toSorted((a, b) => untilOf(a) - untilOf(b)),
    isResting: (mirror) => untilOf(mirror) > 0,
    rest(mirror, durationMs) {
      restUntil.set(mirror.origin, Math.max(untilOf(mirror), now() + durationMs));
    },
  };
}
