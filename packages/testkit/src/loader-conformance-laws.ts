import type { LocalModel, Model, ModelInput } from '@modelzoo/core';
import { expect } from 'vitest';
import type { Laws } from './declare-laws.js';
import { keepsDraftLaw } from './loader-conformance-draft.js';
import { differenceOf } from './loader-conformance-difference.js';
import { expectAbort, expectCode } from './expect-failure.js';
import type { ModelLoaderConformance } from './loader-conformance-subject.js';
import { createTestContext } from './plugin-context.js';

/** What every loader has to keep: a title, and a check that throws when it is broken. */
export const modelLoaderLaws: Laws<ModelLoaderConformance> = {
  async 'says who it is, in the first version of the contract'(subject) {
    const loader = subject.create();
    expect(loader.specVersion).toBe('v1');
    expect(loader.id).toMatch(/^[a-z][a-z0-9.+-]*$/);
    expect(loader.types.length).toBeGreaterThan(0);
    for (const format of loader.formats) expect(format).toMatch(/^\.[a-z0-9.]+$/);
  },

  async 'knows its own files, and says of others why it cannot load them'(subject) {
    await using probing = await prepare(subject);
    await expect(probing.probe(await subject.model())).resolves.toMatchObject({ ok: true });
    const foreign = await probing.probe(await subject.foreign());
    expect(foreign.ok).toBe(false);
    if (!foreign.ok) expect(foreign.reason).not.toBe('');
  },

  async 'refuses a config with a key that it does not know'(subject) {
    const { configSchema } = subject.create();
    const right = await configSchema['~standard'].validate(subject.config);
    expect(right.issues).toBeUndefined();
    const wrong = await configSchema['~standard'].validate({ ...subject.config, noSuchKeyAnywhere: true });
    expect(wrong.issues?.length).toBeGreaterThan(0);
    expect(JSON.stringify(wrong.issues)).toContain('noSuchKeyAnywhere');
  },

  async 'refuses parameters that it does not know'(subject) {
    await using loading = await prepare(subject);
    await expectCode(loading.load(await subject.model(), { noSuchParameterAnywhere: 1 }));
  },

  async 'makes a model that keeps the contract'(subject) {
    await using loading = await prepare(subject);
    await using model = await loading.load(await subject.model());
    expect(['image', 'video', 'audio', 'text', 'tabular', 'tensor']).toContain(model.mediaType);
    expect(typeof model.hasLogits).toBe('boolean');
    expect(typeof model.hasEmbeddings).toBe('boolean');
    for (const method of ['predict', 'predictAll', 'embed', 'embedAll'] as const) {
      expect(typeof model[method]).toBe('function');
    }
    const [input] = await severalInputs(subject);
    expect(typeof (await model.predict(input))).toBe('object');
  },

  async 'says the same of the same input, in every instance'(subject) {
    await using loading = await prepare(subject);
    await using first = await loading.load(await subject.model());
    await using second = await loading.load(await subject.model());
    const [input] = await severalInputs(subject);
    const once = await first.predict(input);
    expect(differenceOf(await first.predict(input), once)).toBeUndefined();
    expect(differenceOf(await second.predict(input), once)).toBeUndefined();
  },

  async 'says of many inputs what it says of each, in their order'(subject) {
    await using loading = await prepare(subject);
    await using model = await loading.load(await subject.model());
    const inputs = await severalInputs(subject);
    const single = [];
    for (const input of inputs) single.push(await model.predict(input));
    // Order shows only where the predictions differ.
    expect(differenceOf(single[0], single[1])).toBeDefined();
    expect(differenceOf(await model.predictAll(inputs), single)).toBeUndefined();
    expect(await model.predictAll([])).toStrictEqual([]);
  },

  async 'answers calls that overlap each for itself'(subject) {
    await using loading = await prepare(subject);
    await using model = await loading.load(await subject.model());
    const inputs = await severalInputs(subject);
    const single = [];
    for (const input of inputs) single.push(await model.predict(input));
    const together = await Promise.all(inputs.map((input) => model.predict(input)));
    expect(differenceOf(together, single)).toBeUndefined();
  },

  async 'embeds, or says that it cannot'(subject) {
    await using loading = await prepare(subject);
    await using model = await loading.load(await subject.model());
    const inputs = await severalInputs(subject);
    if (!model.hasEmbeddings) {
      await expectCode(model.embed(inputs[0]), 'ERR_ZOO_CAPABILITY_MISSING');
      await expectCode(model.embedAll(inputs), 'ERR_ZOO_CAPABILITY_MISSING');
      return;
    }
    const single = [];
    for (const input of inputs) single.push(await model.embed(input));
    expect(single[0]).toBeInstanceOf(Float32Array);
    expect(differenceOf(await model.embedAll(inputs), single)).toBeUndefined();
  },

  async 'refuses a bad input, and goes on with good ones'(subject) {
    await using loading = await prepare(subject);
    await using model = await loading.load(await subject.model());
    const inputs = await severalInputs(subject);
    const before = await model.predict(inputs[0]);
    const bad = await subject.badInput();
    await expectCode(model.predict(bad), 'ERR_ZOO_INPUT_INVALID');
    await expectCode(model.predictAll([...inputs, bad]), 'ERR_ZOO_INPUT_INVALID');
    expect(differenceOf(await model.predict(inputs[0]), before)).toBeUndefined();
  },

  async 'refuses to work once it was disposed of, and lets that happen twice'(subject) {
    await using loading = await prepare(subject);
    const model = await loading.load(await subject.model());
    const [input] = await severalInputs(subject);
    await model.predict(input);
    await model[Symbol.asyncDispose]();
    await model[Symbol.asyncDispose]();
    await expectCode(model.predict(input));
  },

  async 'says of broken files that they are no model'(subject) {
    await using loading = await prepare(subject);
    await expectCode(loading.load(await subject.broken()), 'ERR_ZOO_MODEL_INVALID');
  },

  'describes a file, if it does at all, in questions whose answers make a config that it takes': keepsDraftLaw,

  async 'does not begin what was aborted before'(subject) {
    const aborted = AbortSignal.abort();
    await using stopped = await prepare(subject, aborted);
    await expectAbort(stopped.load(await subject.model()));
    await using loading = await prepare(subject);
    await using model = await loading.load(await subject.model());
    const inputs = await severalInputs(subject);
    await expectAbort(model.predict(inputs[0], { signal: aborted }));
    await expectAbort(model.predictAll(inputs, { signal: aborted }));
    await expect(model.predict(inputs[0])).resolves.toBeDefined();
  },
};

/** A loader with its validated config and a context, as core holds them. */
async function prepare(subject: ModelLoaderConformance, signal?: AbortSignal) {
  const loader = subject.create();
  const validated = await loader.configSchema['~standard'].validate(subject.config);
  if (validated.issues !== undefined)
    throw new TypeError('The config of the conformance test does not fit the loader.');
  const config = validated.value;
  const context = createTestContext({ access: loader.access, offline: true, signal });
  return {
    probe: (files: LocalModel) => loader.doProbe({ files, config, parameters: {}, model: undefined }, context),
    load: (files: LocalModel, parameters: Readonly<Record<string, unknown>> = {}): Promise<Model> =>
      loader.doLoad({ files, config, parameters, model: undefined }, context),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

async function severalInputs(
  subject: ModelLoaderConformance,
): Promise<readonly [ModelInput, ModelInput, ModelInput, ...ModelInput[]]> {
  const [first, second, third, ...others] = await subject.inputs();
  if (first !== undefined && second !== undefined && third !== undefined) return [first, second, third, ...others];
  throw new TypeError('The conformance test of a loader needs three inputs or more.');
}
