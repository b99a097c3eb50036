import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** The files of a source, by path. */
export type SourceFiles = Readonly<Record<string, string | Uint8Array>>;

/** `y = mean of each channel of a picture`, as probabilities of red, green and blue. 131 bytes. */
const GRAPH = new URL('../fixtures/mean-colour.onnx', import.meta.url);

/** What a test wants different of {@link colourSource}. */
export interface ColourSourceOptions {
  /** Where the weights are. Default: in the source itself. */
  readonly weightsUrl?: string | undefined;
  /** What is promised of them. Default: the truth. */
  readonly sha256?: string | undefined;
  /** More files: code, say. */
  readonly files?: SourceFiles | undefined;
  /** More keys of the model. */
  readonly model?: Readonly<Record<string, unknown>> | undefined;
}

/** A source with one small model that tells the colour of a picture, `test/colour@1.0`. */
export async function colourSource(options: ColourSourceOptions = {}): Promise<SourceFiles> {
  const weights = await readColourWeights();
  const manifest = {
    name: 'colours',
    models: [
      {
        base_name: 'test/colour',
        base_filename: 'colour.onnx',
        version: '1.0',
        description: 'Tells the colour of a picture.',
        license: 'MIT',
        tags: ['image', 'colour'],
        size_bytes: weights.length,
        manager: {
          type: 'http',
          config: { url: options.weightsUrl ?? 'weights/colour.onnx', sha256: options.sha256 ?? sha256Of(weights) },
        },
        default_deployment_config_dict: {
          type: 'onnx',
          config: {
            task: 'image-classification',
            input: { scale: 1 / 255 },
            output: { decode: 'probabilities', labels: ['red', 'green', 'blue'] },
          },
        },
        ...options.model,
      },
    ],
  };
  return {
    'manifest.json': JSON.stringify(manifest, undefined, 2),
    ...(options.weightsUrl === undefined && { 'weights/colour.onnx': weights }),
    ...options.files,
  };
}

/** The weights of {@link colourSource}. */
export function readColourWeights(): Promise<Uint8Array> {
  return readFile(GRAPH);
}

/** 64 hex digits. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
