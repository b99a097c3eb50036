import { z } from 'zod';

const size = z.int().nonnegative();

/** Where a writer was, so that another can go on from there. */
export const writerStateSchema = z.object({
  /** Of the file, without what only comes at its end. */
  bytes: size,
  /** Rows in it, where the writer counts them. */
  rows: size.optional(),
  /** Numbers in each row of an array. */
  length: size.optional(),
  coco: z
    .object({ annotationBytes: size, images: size, annotations: size, categories: z.array(z.string()) })
    .optional(),
});
export type WriterState = z.output<typeof writerStateSchema>;
