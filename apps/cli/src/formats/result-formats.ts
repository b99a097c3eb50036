/** Forms in which results can be written. */
export const resultFormats = ['jsonl', 'fiftyone', 'coco', 'csv'] as const;
export type ResultFormat = (typeof resultFormats)[number];
