import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HookContext, Model } from '@modelzoo/core';
import { readCharacters } from './ctc-decode.ts';
import { createOcrModel } from './ocr-model.ts';
import { checkParameters, parametersSchema, type OcrParameters } from './parameters.ts';
import { createPictureTools } from './picture.ts';

/** Where the manifest puts the parts, below the model's folder. */
const DETECTOR_FILE = 'det.onnx';
const CLASSIFIER_FILE = 'cls.onnx';
const RECOGNIZER_FILE = 'rec.onnx';
const KEY_FILE = 'keys.txt';

/** Describes the parameters of {@link loadModel} as JSON Schema. */
export function resolveInput(): typeof parametersSchema {
  return parametersSchema;
}

/** Checks what the user passed, and fills in the defaults. */
export function parseParameters(
  _modelName: string,
  _context: HookContext,
  parameters: Readonly<Record<string, unknown>>,
): OcrParameters {
  return checkParameters(parameters);
}

/** Composes the detector, the orientation classifier and the recogniser into one model that reads pictures. */
export async function loadModel(
  _modelName: string,
  modelPath: string,
  parameters: Readonly<Record<string, unknown>>,
  context: HookContext,
): Promise<Model> {
  const checked = checkParameters(parameters);
  const tools = await createPictureTools(context);
  const characters = readCharacters(await readFile(join(modelPath, KEY_FILE), 'utf8'));
  const [detector, classifier, recognizer] = await loadParts(context);
  return createOcrModel({ detector, classifier, recognizer, characters, tools, parameters: checked });
}

/** Loads all three, or none: when one fails the others are freed. */
async function loadParts(context: HookContext): Promise<[detector: Model, classifier: Model, recognizer: Model]> {
  const load = (path: string): Promise<Model> => context.load({ type: 'onnx', config: { task: 'tensors' } }, { path });
  const loading = [load(DETECTOR_FILE), load(CLASSIFIER_FILE), load(RECOGNIZER_FILE)] as const;
  try {
    return await Promise.all(loading);
  } catch (error) {
    const settled = await Promise.allSettled(loading);
    for (const part of settled) if (part.status === 'fulfilled') await part.value[Symbol.asyncDispose]();
    throw error;
  }
}
