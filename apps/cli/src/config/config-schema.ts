import { z } from 'zod';
import { parseRate } from './parse-rate.js';
import { parseSize } from './parse-size.js';

const webPrefixSchema = z
  .string()
  .regex(/^https?:\/\/[^?#]*\/$/i, 'expected the beginning of a web address, with a slash at its end');

const variableSchema = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable');

const gitHubHostSchema = z.strictObject({
  serverUrl: z.url({ protocol: /^https?$/ }).meta({ description: 'Web address: https://ghe.example.com' }),
  apiUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: 'Address of the REST API. Default: below the server, as GitHub has it.' }),
  tokenVariable: variableSchema
    .optional()
    .meta({ description: 'Environment variable that holds the token for this server.' }),
});

/** What `config.json` in the home folder may say. Users write it, so that a key that is not known is a mistake. */
export const configSchema = z.strictObject({
  $schema: z.string().optional().meta({ description: 'For editors.' }),
  rewrites: z
    .record(
      webPrefixSchema,
      z.union([
        webPrefixSchema,
        z.strictObject({
          url: webPrefixSchema,
          sendCredentials: z
            .boolean()
            .optional()
            .meta({ description: 'Send what is meant for the rewritten origin to this one, too. Default: false.' }),
        }),
      ]),
    )
    .optional()
    .meta({ description: 'Beginnings of web addresses, and what is asked instead. The longest wins.' }),
  certificateAuthorities: z
    .array(z.string().min(1))
    .optional()
    .meta({ description: 'Authorities to trust beside those of Node: absolute paths of PEM files, or PEM.' }),
  maxConnections: z
    .int()
    .positive()
    .optional()
    .meta({ description: 'Most connections that all downloads have together. Default: 8.' }),
  limitRate: z
    .string()
    .refine((text) => parseRate(text) !== undefined, 'expected bytes a second above 0, as in 500k, 2M or 1G')
    .optional()
    .meta({ description: 'Bytes a second that everything together may bring in: 500k, 2M, 1G. Default: no limit.' }),
  maxStoreSize: z
    .string()
    .refine((text) => parseSize(text) !== undefined, 'expected bytes above 0, as in 500M, 50G or 2T')
    .optional()
    .meta({
      description:
        'What the home folder may take: 500M, 50G, 2T. Models that nobody used for long make room. Default: no limit.',
    }),
  adopt: z.boolean().optional().meta({
    description:
      'Take files that other programs on this machine have by their sha256, and do not download them. Default: true.',
  }),
  github: z
    .strictObject({
      hosts: z.array(gitHubHostSchema).optional().meta({ description: 'GitHub servers beside the main one.' }),
      useGhCli: z
        .boolean()
        .optional()
        .meta({ description: 'Ask `gh auth token` where no variable holds a token. Default: false.' }),
    })
    .optional(),
  npm: z
    .strictObject({
      variables: z.array(variableSchema).optional().meta({
        description: 'Environment variables that an .npmrc may refer to, beside NPM_TOKEN and NODE_AUTH_TOKEN.',
      }),
    })
    .optional(),
  onnx: z
    .strictObject({
      isolation: z.enum(['thread', 'process']).optional().meta({
        description:
          'Where graphs run. process: in processes of their own, so that one which crashes or uses up all memory harms nothing else. Default: thread.',
      }),
      threads: z
        .int()
        .positive()
        .optional()
        .meta({ description: 'Threads that compute at once, in all models together. Default: one for each core.' }),
    })
    .optional(),
});

/** A configuration that was read and checked. */
export type CliConfig = z.output<typeof configSchema>;
