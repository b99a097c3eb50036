import { describe, expect, it } from 'vitest';
import { onnx } from '../onnx.js';

describe('devices', () => {
  it('are listed with whether they work here, and why not', async () => {
    const [loader] = onnx().loaders ?? [];
    const devices = (await loader?.doListDevices?.(new AbortController().signal)) ?? [];
    expect(devices).toContainEqual({ name: 'cpu', works: true });
    for (const { works, reason } of devices) expect(works).toBe(reason === undefined);
  });

  it('are not looked for when the signal says so', async () => {
    const [loader] = onnx().loaders ?? [];
    const reason = new Error('enough');
    await expect(loader?.doListDevices?.(AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const listing = loader?.doListDevices?.(controller.signal);
    controller.abort(reason);
    await expect(listing).rejects.toBe(reason);
  });
});
