import type { TestContext } from 'vitest';
import type { ModelSource } from '../model-source.js';

/** Compares what a model of the source says with what its reference says. */
export type ReferenceCheck = (source: ModelSource, name: string, test: TestContext) => Promise<void>;

/** How far a probability may be from that of the reference, where pictures are resized as it did. */
export const SCORE_TOLERANCE = 0.005;
/** The same, where they are not. */
export const RESIZED_TOLERANCE = 0.02;
