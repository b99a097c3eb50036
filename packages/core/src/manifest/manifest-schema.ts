import { z } from 'zod';

/** `{type, config}`: which plugin, and what it is told. */
export const pluginChoiceSchema = z.looseObject({
  type: z.string().nullish(),
  config: z.record(z.string(), z.unknown()).nullish(),
});
export type PluginChoice = z.output<typeof pluginChoiceSchema>;

/** One entry of `models`. Unknown keys are kept: manifests are written by other people. */
export const modelEntrySchema = z.looseObject({
  base_name: z.string().min(1),
  base_filename: z.string().nullish(),
  version: z.union([z.string(), z.number()]).nullish(),
  author: z.string().nullish(),
  license: z.string().nullish(),
  source: z.string().nullish(),
  url: z.string().nullish(),
  description: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  /** Bytes on disk: a hint for progress and for the space check, never a gate. */
  size_bytes: z.number().nullish(),
  date_added: z.string().nullish(),
  requirements: z.looseObject({}).nullish(),
  manager: pluginChoiceSchema.nullish(),
  default_deployment_config_dict: pluginChoiceSchema.nullish(),
});
export type ModelEntry = z.output<typeof modelEntrySchema>;
