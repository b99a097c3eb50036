/**
 * What a user may set about the model, checked and complete. {@link parametersSchema} says what each one means.
 * A type rather than an interface, so that it is a record of parameters as well.
 */
export type OcrParameters = {
  readonly as: 'polylines' | 'detections';
  readonly max_side: number;
  readonly detection_threshold: number;
  readonly box_threshold: number;
  readonly unclip_ratio: number;
  readonly text_threshold: number;
  readonly orientation: boolean;
};

/** JSON Schema of the parameters, with the defaults of PP-OCRv4. The manifest repeats it for those who only read. */
export const parametersSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    as: {
      description: 'The label to give: outlines of the lines, or upright boxes around them.',
      enum: ['polylines', 'detections'],
      default: 'polylines',
    },
    max_side: {
      description: 'Longest side that the detector sees, in pixels. More finds smaller print and takes longer.',
      type: 'integer',
      minimum: 32,
      maximum: 4096,
      default: 960,
    },
    detection_threshold: {
      description: 'Probability from which a pixel belongs to text.',
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.3,
    },
    box_threshold: {
      description: 'Mean probability from which a region is a line of text.',
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.6,
    },
    unclip_ratio: {
      description: 'How far a detected region grows into the margin of its line.',
      type: 'number',
      minimum: 0,
      maximum: 4,
      default: 1.5,
    },
    text_threshold: {
      description: 'Confidence from which a line is given, unless the call says another.',
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.5,
    },
    orientation: {
      description: 'Ask the classifier which lines stand on their head.',
      type: 'boolean',
      default: true,
    },
  },
} as const;

/** Checks parameters, reads numbers and yes/no out of text (as a command line passes them), and fills in the defaults. */
export function checkParameters(given: Readonly<Record<string, unknown>>): OcrParameters {
  const { properties } = parametersSchema;
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(properties, name)) continue;
    throw new TypeError(`There is no parameter "${name}". There are: ${Object.keys(properties).join(', ')}.`);
  }
  return {
    as: readAs(given['as'] ?? properties.as.default),
    max_side: Math.round(readNumber('max_side', given)),
    detection_threshold: readNumber('detection_threshold', given),
    box_threshold: readNumber('box_threshold', given),
    unclip_ratio: readNumber('unclip_ratio', given),
    text_threshold: readNumber('text_threshold', given),
    orientation: readBoolean('orientation', given['orientation'] ?? properties.orientation.default),
  };
}

type NumberName = {
  [Name in keyof OcrParameters]: OcrParameters[Name] extends number ? Name : never;
}[keyof OcrParameters];

function readNumber(name: NumberName, given: Readonly<Record<string, unknown>>): number {
  const { minimum, maximum, default: standard } = parametersSchema.properties[name];
  const value = given[name] ?? standard;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && number >= minimum && number <= maximum) return number;
  throw new RangeError(
    `The parameter "${name}" is a number from ${minimum} to ${maximum}, not ${JSON.stringify(value)}.`,
  );
}

function readBoolean(name: string, value: unknown): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new TypeError(`The parameter "${name}" is true or false, not ${JSON.stringify(value)}.`);
}

function readAs(value: unknown): OcrParameters['as'] {
  const known = parametersSchema.properties.as.enum.find((name) => name === value);
  if (known !== undefined) return known;
  throw new TypeError(`The parameter "as" is "polylines" or "detections", not ${JSON.stringify(value)}.`);
}
