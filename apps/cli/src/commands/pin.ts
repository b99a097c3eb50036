import type { CommandContext } from '../command-context.js';
import type { ModelOptions } from './info.js';

/** Arguments of `zoo pin` and `zoo unpin`. */
export interface PinOptions extends ModelOptions {
  readonly isPinned: boolean;
}

/** Whether a model is kept when the store has to become smaller. */
export interface PinResult {
  readonly name: string;
  readonly pinned: boolean;
}

/** Keeps a downloaded model, or lets it go again. */
export async function pinModel({ model, source, isPinned }: PinOptions, { zoo }: CommandContext): Promise<PinResult> {
  const name = await (isPinned ? zoo.pinModel(model, { source }) : zoo.unpinModel(model, { source }));
  return { name, pinned: isPinned };
}
