import { z } from 'zod';
import { baseFilenameProblem, baseNameProblem, versionProblem } from './name-rules.js';

/** How many items a list may have. Also bounds how many complaints one hostile model can raise. */
const MOST_ITEMS = 1000;
/** How long a text may be that lists packages with commas. */
const MOST_LIST_CHARACTERS = 20_000;
const NPM_NAME = /^(?:@[a-z0-9~_-][a-z0-9._~-]*\/)?[a-z0-9~_-][a-z0-9._~-]*$/i;
const MOST_NPM_NAME_CHARACTERS = 214;

// The messages below end a sentence that begins with the name of the field.
const textSchema = z.string('must be a text');
const textListSchema = z
  .array(z.unknown(), 'must be a list of texts')
  .max(MOST_ITEMS, `must not have more than ${MOST_ITEMS} items`)
  .pipe(z.array(z.string('must be a text')))
  .meta({ items: { type: 'string' } });

/** `{type, config}`: which plugin, and what it is told. */
export const pluginChoiceSchema = z.looseObject(
  {
    type: textSchema
      .nullish()
      .describe('Name of the plugin, or of a class of another system that a plugin stands for.'),
    config: z
      .record(z.string(), z.unknown(), 'must be an object')
      .nullish()
      .describe('What the plugin is told. The plugin checks it.'),
  },
  'must be an object with type and config',
);
/** Which plugin, and what it is told: `manager` and `default_deployment_config_dict`. Unknown keys are kept. */
export type PluginChoice = z.output<typeof pluginChoiceSchema>;

const packagesSchema = z
  .union(
    [textListSchema, z.string().max(MOST_LIST_CHARACTERS), z.looseObject({ entrypoint_fcn: z.string() })],
    'must be a list of texts, a text with commas, or an object with entrypoint_fcn',
  )
  .nullish()
  .describe('Python packages: PEP 508, alternatives divided by |.');
const supportSchema = z.boolean('must be true or false').nullish();
const numberedSchema = z.union([z.string(), z.number()], 'must be a text or a number').nullish();
const npmPackagesSchema = z
  .record(z.string(), z.unknown(), 'must be an object of package names and ranges')
  .refine((packages) => Object.keys(packages).length <= MOST_ITEMS, `must not have more than ${MOST_ITEMS} packages`)
  .pipe(
    z.record(z.string().regex(NPM_NAME).max(MOST_NPM_NAME_CHARACTERS), textSchema, 'has a key that names no package'),
  )
  .meta({ additionalProperties: { type: 'string' } });

const requirementsSchema = z.looseObject(
  {
    packages: packagesSchema,
    cpu: z.looseObject({ support: supportSchema, packages: packagesSchema }, 'must be an object').nullish(),
    gpu: z
      .looseObject(
        {
          support: supportSchema,
          cuda_version: numberedSchema,
          cudnn_version: numberedSchema,
          packages: packagesSchema,
        },
        'must be an object',
      )
      .nullish(),
    npm: npmPackagesSchema.nullish().describe('npm packages: name and range.'),
  },
  'must be an object',
);

/** One entry of `models`. Unknown keys are kept: manifests are written by other people. */
export const modelEntrySchema = z.looseObject(
  {
    base_name: z
      .string('must be a text')
      .superRefine(refuse(baseNameProblem))
      .describe('Name without version: organisation/name.'),
    base_filename: z
      .string('must be a text')
      .superRefine(refuse(baseFilenameProblem))
      .transform(emptyToNull)
      .nullish()
      .describe('File or folder of the model, below the folder that it is given.'),
    version: z
      .union([z.string(), z.number()], 'must be a text or a number')
      .transform(String)
      .superRefine(refuse((text) => (text === '' ? undefined : versionProblem(text))))
      .transform(emptyToNull)
      .nullish()
      .describe('Addressed as base_name@version. A number is read as the text it is written with.'),
    author: textSchema.nullish(),
    license: textSchema.nullish().describe('An SPDX id where there is one.'),
    source: textSchema.nullish().describe('Page of the original model.'),
    url: textSchema.nullish(),
    description: textSchema.nullish(),
    tags: textListSchema.nullish(),
    size_bytes: z
      .int('must be a whole number of bytes')
      .nonnegative('must not be negative')
      .nullish()
      .describe('Bytes on disk: a hint for progress and for the space check, never a gate.'),
    date_added: textSchema.nullish(),
    task: textSchema.nullish().describe('What the model does: image-classification.'),
    capabilities: z.unknown().optional().describe('What the model can do beside predicting.'),
    parameters: z.unknown().optional().describe('JSON Schema of the parameters that loadModel accepts.'),
    requirements: requirementsSchema.nullish(),
    manager: pluginChoiceSchema.nullish().describe('Where the weights are.'),
    default_deployment_config_dict: pluginChoiceSchema.nullish().describe('How the model is loaded.'),
  },
  'must be an object',
);
/** One entry of `models`, as it was read and normalised. Unknown keys are kept. */
export type ModelEntry = z.output<typeof modelEntrySchema>;

/** A whole `manifest.json`, as its author should write it. `parseManifest` forgives more. */
export const manifestSchema = z.looseObject({
  name: textSchema.nullish().describe('Name of the source.'),
  url: textSchema.nullish().describe('Where the source is published.'),
  models: z.array(modelEntrySchema),
});
/** A manifest.json, as it was read. Unknown keys are kept. */
export type Manifest = z.output<typeof manifestSchema>;

/** Authors write an empty text where they mean none. */
function emptyToNull(text: string): string | null {
  return text === '' ? null : text;
}

function refuse(problemOf: (text: string) => string | undefined) {
  return (text: string, context: z.RefinementCtx): void => {
    const problem = problemOf(text);
    if (problem !== undefined) context.addIssue(problem);
  };
}
