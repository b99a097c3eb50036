import { z } from 'zod';
import { strictObject } from './strict-object.js';

/** Where a graph may run, in the words of onnxruntime. */
const executionProviders = ['cpu', 'webgpu', 'cuda', 'tensorrt', 'coreml', 'dml'] as const;

export const sessionConfigSchema = strictObject({
  providers: z
    .array(z.enum(executionProviders))
    .min(1)
    .optional()
    .describe('Execution providers, the preferred first. Default: cpu. One that this machine lacks is an error.'),
  intra_op_threads: z.int().min(1).max(1024).optional().describe('Threads within one operator. Default: one per core.'),
  graph_optimization: z.enum(['disabled', 'basic', 'extended', 'all']).optional().describe('Default: all.'),
});
/** How a graph is run. */
export type SessionConfig = z.output<typeof sessionConfigSchema>;
