import { ZooError } from '@modelzoo/core';
import { z } from 'zod';
import { fromPreprocessor } from '../config/hugging-face-preprocessor.js';
import { imageInputConfigSchema, type ImageInputConfig } from '../config/image-input-config.js';
import type { OnnxConfig } from '../config/onnx-deployment-config.js';
import { needSideFile, readSideJson, type SideFiles } from './find-side-file.js';

/**
 * Completes a config by what the file that it names says of pictures.
 * @param warn Is told what is not followed.
 * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_DEPLOYMENT_INVALID`
 */
export async function withPreprocessor(
  config: OnnxConfig,
  places: SideFiles,
  warn: (message: string) => void,
): Promise<OnnxConfig> {
  if (!hasPictures(config)) return config;
  const { preprocessor_path: name, ...own } = config.input ?? {};
  if (name === undefined) return config;
  const path = await needSideFile('preprocessor_path', name, places);
  const found = fromPreprocessor(await readSideJson(path));
  const parsed = imageInputConfigSchema.safeParse({ ...found?.config, ...own });
  if (found === undefined || !parsed.success) throw unusable(path, parsed.error);
  const ignored = found.ignored.filter((key) => !(key in own));
  if (ignored.length > 0)
    warn(`Of ${name}, this is not followed: ${ignored.join(', ')}. The config may say it itself.`);
  return { ...config, input: parsed.data };
}

type PictureConfig = Extract<OnnxConfig, { readonly input?: ImageInputConfig | undefined }>;

function hasPictures(config: OnnxConfig): config is PictureConfig {
  return 'input' in config && config.input !== undefined && 'preprocessor_path' in config.input;
}

function unusable(path: string, cause: z.ZodError | undefined): ZooError {
  return new ZooError('ERR_ZOO_DEPLOYMENT_INVALID', `${path} does not tell how pictures are prepared for the model.`, {
    hint:
      cause === undefined
        ? 'It has to be the preprocessor_config.json of an image processor, or the config.json of timm. Tell the author.'
        : z.prettifyError(cause),
    details: { path },
    cause,
  });
}
