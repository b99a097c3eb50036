import { z } from 'zod';
import { strictObject } from './strict-object.js';

/** Where a graph may run, in the words of onnxruntime. */
const executionProviders = ['cpu', 'webgpu', 'cuda', 'tensorrt', 'coreml', 'dml'] as const;

export const sessionConfigSchema = strictObject({
  device: z
    .enum([...executionProviders, 'auto'])
    .optional()
    .describe(
      'Where the graph runs, and nowhere else. auto: on the fastest device that works here, or on cpu. Default: cpu.',
    ),
  providers: z
    .array(z.enum(executionProviders))
    .min(1)
    .optional()
    .describe('Instead of device: several, the preferred first. One that this machine lacks is an error.'),
  intra_op_threads: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe('Threads within one operator. Default: all that the runtime may use.'),
  graph_optimization: z.enum(['disabled', 'basic', 'extended', 'all']).optional().describe('Default: all.'),
  memory_arena: z
    .boolean()
    .optional()
    .describe('Keep the memory of a run for the next one, which is faster and takes more. Default: true.'),
}).refine((session) => session.device === undefined || session.providers === undefined, {
  path: ['providers'],
  message: 'Give device or providers, not both.',
});
/** How a graph is run. */
export type SessionConfig = z.output<typeof sessionConfigSchema>;
