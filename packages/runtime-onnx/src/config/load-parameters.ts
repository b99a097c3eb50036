import { ZooError } from '@modelzoo/core';
import { z } from 'zod';
import { chooseFile } from './choose-file.js';
import { dtypeSchema, type ModelFile } from './common-config.js';
import type { OnnxConfig } from './onnx-deployment-config.js';
import { sessionConfigSchema, type SessionConfig } from './session-config.js';
import { strictObject } from './strict-object.js';

const common = { session: sessionConfigSchema.optional(), dtype: dtypeSchema.optional() };
const plainParameters = strictObject(common);
const classificationParameters = strictObject({
  ...common,
  top_k: z.int().min(1).optional(),
  score_threshold: z.number().min(0).max(1).optional(),
});

const detectionParameters = strictObject({ ...common, score_threshold: z.number().min(0).max(1).optional() });

type CommonParameters = z.output<typeof plainParameters>;

/** A config, of which it is clear which file it is about. */
export type ChosenConfig = OnnxConfig & { readonly file?: string | undefined };

/**
 * A config with what the user said beside it, which wins.
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID` for a parameter that the task does not have, or a dtype that the model lacks
 */
export function withParameters(config: OnnxConfig, parameters: Readonly<Record<string, unknown>>): ChosenConfig {
  switch (config.task) {
    case 'image-classification':
    case 'text-classification':
    case 'audio-classification':
      return withOutput(config, parse(classificationParameters, parameters));
    case 'object-detection':
    case 'keypoint-detection':
      return withOutput(config, parse(detectionParameters, parameters));
    case 'image-embedding':
    case 'text-embedding':
    case 'semantic-segmentation':
    case 'image-matting':
    case 'depth-estimation':
    case 'tabular':
    case 'voice-activity':
    case 'image-to-image':
    case 'tensors':
      return withCommon(config, parse(plainParameters, parameters));
  }
}

interface CommonConfig {
  readonly file?: ModelFile;
  readonly session?: SessionConfig | undefined;
}

function withCommon<Config extends CommonConfig>(config: Config, { session, dtype }: CommonParameters) {
  return { ...config, file: chooseFile(config.file, dtype), session: { ...config.session, ...session } };
}

function withOutput<Config extends CommonConfig & { readonly output: object }>(
  config: Config,
  { session, dtype, ...output }: CommonParameters,
) {
  return { ...withCommon(config, { session, dtype }), output: { ...config.output, ...output } };
}

function parse<Schema extends z.ZodType>(schema: Schema, parameters: unknown): z.output<Schema> {
  const parsed = schema.safeParse(parameters);
  if (parsed.success) return parsed.data;
  throw new ZooError('ERR_ZOO_CONFIG_INVALID', 'The parameters for loading the model do not fit it.', {
    hint: z.prettifyError(parsed.error),
    details: { parameters: Object.keys(parameters as object) },
    cause: parsed.error,
  });
}
