import { ZooError, type ModelInput } from '@modelzoo/core';
import { readInputFile } from '../read-input-file.js';
import { parseWav, type Sound } from './parse-wav.js';

const words = {
  given: 'The given sound',
  other: 'This model listens to sounds, and the input is none.',
  hint: 'Give the path of a WAV file, a file: URL, or its bytes.',
};

/**
 * Brings a WAV file into memory.
 * @param sampleRate Samples in a second that the model takes.
 * @throws ZooError `ERR_ZOO_INPUT_INVALID` for what is no sound, or one of another rate
 */
export async function readSound(input: ModelInput, sampleRate: number, signal?: AbortSignal): Promise<Sound> {
  signal?.throwIfAborted();
  const { bytes, name } = await readInputFile(input, words, signal);
  const sound = parseWav(bytes, name);
  if (sound.sampleRate === sampleRate) return sound;
  throw new ZooError(
    'ERR_ZOO_INPUT_INVALID',
    `${name} has ${sound.sampleRate} samples in a second; the model takes ${sampleRate}.`,
    {
      hint: `Convert it first: ffmpeg -i in.wav -ar ${sampleRate} out.wav`,
      details: { name, found: sound.sampleRate, wanted: sampleRate },
    },
  );
}
