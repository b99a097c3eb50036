import { ZooError } from '@modelzoo/core';
import { z } from 'zod';
import type { OnnxConfig } from './onnx-deployment-config.js';
import { sessionConfigSchema, type SessionConfig } from './session-config.js';
import { strictObject } from './strict-object.js';

const session = sessionConfigSchema.optional();
const plainParameters = strictObject({ session });
const classificationParameters = strictObject({
  session,
  top_k: z.int().min(1).optional(),
  score_threshold: z.number().min(0).max(1).optional(),
});

const detectionParameters = strictObject({ session, score_threshold: z.number().min(0).max(1).optional() });

/**
 * A config with what the user said beside it, which wins.
 * @throws ZooError `ERR_ZOO_CONFIG_INVALID` for a parameter that the task does not have
 */
export function withParameters(config: OnnxConfig, parameters: Readonly<Record<string, unknown>>): OnnxConfig {
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
      return withSession(config, parse(plainParameters, parameters).session);
  }
}

function withSession<Config extends { readonly session?: SessionConfig | undefined }>(
  config: Config,
  own: SessionConfig | undefined,
): Config {
  return { ...config, session: { ...config.session, ...own } };
}

function withOutput<Config extends { readonly session?: SessionConfig | undefined; readonly output: object }>(
  config: Config,
  { session: own, ...output }: { readonly session?: SessionConfig | undefined },
): Config {
  return { ...withSession(config, own), output: { ...config.output, ...output } };
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
