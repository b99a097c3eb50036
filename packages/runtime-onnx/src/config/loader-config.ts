import { ZooError, type ModelLoader } from '@modelzoo/core';
import { onnxConfigSchema, type OnnxConfig } from './onnx-deployment-config.js';
import {
  fromTorchImageConfig,
  isTorchImageConfig,
  torchImageConfigSchema,
  type TorchImageConfig,
} from './torch-image-config.js';

/** A config in our words, or in FiftyOne's. */
export type LoaderConfig = OnnxConfig | TorchImageConfig;

/** Checks a config in whichever words it is, so that what is wrong is told in these. */
export const loaderConfigSchema: ModelLoader<LoaderConfig>['configSchema'] = {
  '~standard': {
    version: 1,
    vendor: 'modelzoo',
    validate: (value: unknown) =>
      (isTorchImageConfig(value) ? torchImageConfigSchema : onnxConfigSchema)['~standard'].validate(value),
  },
};

/**
 * The config in our words.
 * @param warn Is told what is not followed.
 * @throws ZooError `ERR_ZOO_DEPLOYMENT_INVALID` for one in FiftyOne's words that needs Torch
 */
export function toOnnxConfig(config: LoaderConfig, warn: (message: string) => void): OnnxConfig {
  if (isOnnxConfig(config)) return config;
  const translated = fromTorchImageConfig(config);
  if (translated === undefined) {
    const { output_processor_cls: processor } = config;
    throw new ZooError(
      'ERR_ZOO_DEPLOYMENT_INVALID',
      typeof processor === 'string'
        ? `The config wants its results made by ${processor}, which is code of Torch.`
        : 'The config does not say what the results of the graph are.',
      {
        hint: 'Describe the model in the words of modelzoo: "task", "input" and "output". Tell its author.',
        details: { output_processor_cls: processor },
      },
    );
  }
  const { ignored } = translated;
  if (ignored.length > 0) warn(`Of the model's config for Torch, this is not followed: ${ignored.join(', ')}.`);
  return translated.config;
}

function isOnnxConfig(config: LoaderConfig): config is OnnxConfig {
  return !isTorchImageConfig(config);
}
