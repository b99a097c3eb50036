import { describe, expect, it } from 'vitest';
import { formatDuration, formatSize, formatTime, shortRevision } from './human-units.js';

const NOW = new Date('2026-03-10T12:00:00Z');

describe('units for people', () => {
  it.each([
    ['2026-03-10T11:59:30Z', 'just now'],
    ['2026-03-10T11:55:00Z', '5 minutes ago'],
    ['2026-03-10T09:00:00Z', '3 hours ago'],
    ['2026-03-09T11:00:00Z', 'yesterday'],
    ['2026-03-03T12:00:00Z', '7 days ago'],
    ['2025-12-31T23:00:00Z', '2025-12-31'],
    ['not a time', 'not a time'],
  ])('says of %s: %s', (iso, text) => {
    expect(formatTime(iso, NOW)).toBe(text);
  });

  it.each([
    [0.2, '0 s'],
    [59.4, '59 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 5 min'],
  ])('says of %d seconds: %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('says nothing of a size that nobody knows', () => {
    expect([formatSize(undefined), formatSize(0), formatSize(1_500_000)]).toStrictEqual(['–', '0 B', '1.5 MB']);
  });

  it.each([
    ['5f3759df5f3759df5f3759df5f3759df5f3759df', '5f3759df5f37'],
    [`sha256-${'ab'.repeat(32)}`, 'abababababab'],
    ['1.4.2', '1.4.2'],
  ])('shortens the revision %s to %s', (revision, short) => {
    expect(shortRevision(revision)).toBe(short);
  });
});
