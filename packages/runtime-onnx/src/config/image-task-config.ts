import { z } from 'zod';
import { modelFileSchema } from './common-config.js';
import { imageInputConfigSchema } from './image-input-config.js';
import { sessionConfigSchema } from './session-config.js';
import { strictObject } from './strict-object.js';

/** The config of a task that looks at pictures. */
export function imageTaskConfig<Task extends string, Output extends z.ZodType>(task: Task, output: Output) {
  return strictObject({
    task: z.literal(task),
    file: modelFileSchema,
    input: imageInputConfigSchema.optional(),
    output,
    session: sessionConfigSchema.optional(),
  });
}
