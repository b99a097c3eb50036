import { describe, expect, it } from 'vitest';
import { TransferMeter } from './transfer-meter.js';

describe('TransferMeter', () => {
  it('adds files up and tells rate and time left', () => {
    const meter = new TransferMeter();
    meter.update('a', 0, 1000, 0);
    meter.update('b', 0, 1000, 0);
    meter.update('a', 400, 1000, 1000);
    meter.update('b', 100, 1000, 1000);
    expect(meter.state(1000)).toStrictEqual({ doneBytes: 500, totalBytes: 2000, bytesPerSecond: 500, secondsLeft: 3 });
  });

  it('does not count what was there before', () => {
    const meter = new TransferMeter();
    meter.update('a', 900, 1000, 0);
    meter.update('a', 950, 1000, 1000);
    meter.update('b', 5000, 6000, 1000);
    expect(meter.state(1000)).toMatchObject({ doneBytes: 5950, bytesPerSecond: 50 });
  });

  it('does not run backwards when a file starts again', () => {
    const meter = new TransferMeter();
    meter.update('a', 0, 1000, 0);
    meter.update('a', 900, 1000, 1000);
    meter.update('a', 0, 1000, 2000);
    meter.update('a', 100, 1000, 3000);
    const { bytesPerSecond } = meter.state(3000);
    expect(bytesPerSecond).toBeGreaterThan(0);
  });

  it('forgets old times', () => {
    const meter = new TransferMeter();
    meter.update('a', 0, undefined, 0);
    meter.update('a', 100_000, undefined, 1000);
    meter.update('a', 100_010, undefined, 10_000);
    meter.update('a', 100_020, undefined, 16_000);
    expect(meter.state(16_000)).toMatchObject({ totalBytes: undefined, secondsLeft: undefined });
    expect(meter.state(16_000).bytesPerSecond).toBeLessThan(10);
  });

  it('knows no rate in the first moment', () => {
    const meter = new TransferMeter();
    meter.update('a', 10, 100, 5);
    expect(meter.state(5)).toStrictEqual({
      doneBytes: 10,
      totalBytes: 100,
      bytesPerSecond: undefined,
      secondsLeft: undefined,
    });
  });
});
