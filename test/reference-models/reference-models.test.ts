import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelNames, openModelSource, type ModelSource } from '../model-source.js';
import { checkClasses, checkOrientation, checkQuantisedClasses } from './check-classification.js';
import { checkLandmarks, checkThings, checkThingsWithPoints } from './check-detection.js';
import { checkFaces } from './check-faces.js';
import { checkClassesOfPixels, checkMatte, checkPerson, checkSuperResolution } from './check-pixels.js';
import { checkFlowers, checkKindsOfFiles, checkMessages } from './check-rows-and-texts.js';
import { checkEnhancement, checkNotes, checkQuality, checkSpeech } from './check-sound.js';
import { checkTextLines } from './check-text-lines.js';
import { missingModels, modelPath } from './collection.js';
import type { ReferenceCheck } from './reference-check.js';

const checks: Readonly<Record<string, ReferenceCheck>> = {
  'image-classification/mnist-12': checkClasses,
  'image-classification/squeezenet-1.0-fp16': checkClasses,
  'image-classification/mobilenetv2-12-int8-qdq': checkQuantisedClasses,
  'text-orientation/ppocr-v2-cls': checkOrientation,
  'object-detection/yolox-nano-416': checkThings(416),
  'object-detection/nanodet-m-320': checkThings(320),
  'object-detection/fastestdet-352': checkThings(),
  'face-detection/ultraface-rfb-320': checkThings(),
  'face-detection/yunet-n': checkThingsWithPoints(640),
  'face-detection/blazeface-short-range': checkThingsWithPoints(128),
  'face-landmarks/mediapipe-facemesh-468': checkLandmarks,
  'semantic-segmentation/deeplabv3-mnv2-voc': checkClassesOfPixels,
  'portrait-segmentation/mediapipe-selfie-256': checkPerson,
  'portrait-matting/mediapipe-selfie-256': checkMatte,
  'super-resolution/espcn-x3-224': checkSuperResolution,
  'image-embedding/mobilefacenet-112': checkFaces,
  'text-detection/ppocr-v3-det': checkTextLines,
  'audio-vad/silero-vad-v6': checkSpeech,
  'text-classification/sms-spam-tfidf': checkMessages,
  'tabular/iris-random-forest': checkFlowers,
  'audio-enhancement/gtcrn-stream': checkEnhancement,
  'audio-quality/dnsmos-p835': checkQuality,
  'audio-transcription/basic-pitch': checkNotes,
  'file-type-classification/magika-v3.3': checkKindsOfFiles,
};

/** What is known of the files that are no model which runs here. */
const refusals = {
  'negative/git-lfs-pointer': ['ERR_ZOO_CAPABILITY_MISSING', 'pointer of Git LFS'],
  'negative/needs-ort-extensions': ['ERR_ZOO_CAPABILITY_MISSING', 'com.microsoft.extensions'],
  'negative/unregistered-op': ['ERR_ZOO_MODEL_INVALID', 'does not accept'],
} as const;

describe('the source of reference models', () => {
  it('has no model without a check', async () => {
    const known = [...Object.keys(checks), ...Object.keys(refusals)];
    expect((await modelNames(import.meta.dirname)).toSorted()).toStrictEqual(known.toSorted());
  });
});

describe.skipIf(missingModels !== undefined)(`reference models, by their manifest ${missingModels ?? ''}`, () => {
  let source: ModelSource;
  beforeAll(async () => {
    source = await openModelSource(import.meta.dirname, [], modelPath);
    // 45 MB are copied and hashed, on a machine that does other things meanwhile.
  }, 60_000);
  afterAll(async () => {
    await source[Symbol.asyncDispose]();
  });

  it.for(Object.entries(checks))('say what the reference says: %s', async ([name, check], test) => {
    await expect(check(source, name, test)).resolves.toBeUndefined();
  });

  it.each(Object.entries(refusals))('are refused with a code of their own: %s', async (name, [code, words]) => {
    await expect(source.load(name)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });
});
