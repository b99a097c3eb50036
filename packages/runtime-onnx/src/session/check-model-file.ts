import { open } from 'node:fs/promises';
import { ZooError } from '@modelzoo/core';
import { checkExternalData } from './check-external-data.js';
import { inspectOnnx, type OnnxFacts } from './inspect-onnx.js';

/** Protocol buffers end there, and so does what Node reads at once. Larger models keep their weights beside them. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * Judges a file before the native runtime gets it.
 * @throws ZooError `ERR_ZOO_FILE_NOT_FOUND`, `ERR_ZOO_MODEL_INVALID`
 */
export async function checkModelFile(path: string): Promise<OnnxFacts> {
  const bytes = await readModel(path);
  const facts = inspectOnnx(bytes);
  if (facts === undefined) throw notOnnx(path, bytes);
  await checkExternalData(path, facts.externalData);
  return facts;
}

async function readModel(path: string): Promise<Uint8Array> {
  try {
    await using handle = await open(path);
    const { size } = await handle.stat();
    if (size <= MAX_BYTES) return await handle.readFile();
  } catch (cause) {
    throw new ZooError('ERR_ZOO_FILE_NOT_FOUND', `The model file ${path} cannot be read.`, {
      hint: 'Download the model again.',
      details: { path },
      cause,
    });
  }
  throw new ZooError('ERR_ZOO_MODEL_INVALID', `${path} is larger than an ONNX file can be.`, {
    hint: 'Larger models keep their weights in files beside the .onnx file.',
    details: { path },
  });
}

function notOnnx(path: string, bytes: Uint8Array): ZooError {
  const kind = kindOf(bytes);
  return new ZooError('ERR_ZOO_MODEL_INVALID', `${path} is no ONNX model${kind === undefined ? '' : `: ${kind.is}`}.`, {
    hint: kind?.hint ?? 'It may have been cut off or changed on its way. Download the model again, or tell its author.',
    details: { path, kind: kind?.is, sizeBytes: bytes.length },
  });
}

/** First byte of a pickle of protocol 2 and later. */
const PICKLE = 0x80;

/** Things that are often found where a model should be. */
function kindOf(bytes: Uint8Array): { readonly is: string; readonly hint?: string } | undefined {
  if (bytes.length === 0) return { is: 'it is empty' };
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  if (head.startsWith('version https://git-lfs')) {
    return { is: 'it is a Git LFS pointer', hint: 'The author published the pointer instead of the file. Tell them.' };
  }
  if (/^\s*</.test(head)) return { is: 'it is a web page', hint: 'Its link leads to a page instead of the file.' };
  const convert = 'Only ONNX files run here; the author would have to convert it.';
  if (head.startsWith('PK')) return { is: 'it is a zip archive, as PyTorch writes', hint: convert };
  if (bytes[0] === PICKLE) return { is: 'it is a Python pickle', hint: convert };
  return undefined;
}
