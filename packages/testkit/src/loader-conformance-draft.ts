import type { ConfigDraft, DraftQuestion, DraftRequest, ModelLoader } from '@modelzoo/core';
import { expect } from 'vitest';
import { expectCode } from './expect-failure.js';
import type { ModelLoaderConformance } from './loader-conformance-subject.js';
import { createTestContext } from './plugin-context.js';

/** More questions than any author would answer. */
const MOST_QUESTIONS = 100;

/** Answers the questions about a file one by one, as `zoo init` does, and tries what came of it. */
export async function keepsDraftLaw(subject: ModelLoaderConformance): Promise<void> {
  const loader = subject.create();
  if (loader.doDraft === undefined) return;
  const context = createTestContext({ access: loader.access, offline: true });
  try {
    await checkDrafts(subject, loader, (request) => loader.doDraft?.(request, context) ?? Promise.reject(noDraft()));
  } finally {
    await context.close();
  }
}

async function checkDrafts(
  subject: ModelLoaderConformance,
  { configSchema }: ModelLoader,
  draftOf: (request: DraftRequest) => Promise<ConfigDraft>,
): Promise<void> {
  const [path = ''] = (await subject.model()).files;
  const answers: Record<string, string> = {};
  let draft = await draftOf({ path, answers });
  for (let [question] = draft.questions; question !== undefined; [question] = draft.questions) {
    expect(Object.keys(answers).length, 'number of questions').toBeLessThan(MOST_QUESTIONS);
    answers[question.key] = answerTo(question, subject, answers);
    draft = await draftOf({ path, answers });
  }
  expect(draft.files[0]).toBe(path);
  const validated = await configSchema['~standard'].validate(draft.config);
  expect(validated.issues).toBeUndefined();
  await expectCode(draftOf({ path, answers: { ...answers, 'no-such-question-anywhere': '' } }), 'ERR_ZOO_USAGE');
  const [broken = ''] = (await subject.broken()).files;
  await expectCode(draftOf({ path: broken, answers: {} }), 'ERR_ZOO_MODEL_INVALID');
}

function noDraft(): TypeError {
  return new TypeError('The loader describes no files.');
}

function answerTo(
  { key, question, choices, default: usual }: DraftQuestion,
  subject: ModelLoaderConformance,
  given: Readonly<Record<string, string>>,
): string {
  expect(key).toMatch(/^[a-z][a-z0-9-]*$/);
  expect(question).not.toBe('');
  expect(Object.keys(given), 'a question that was answered').not.toContain(key);
  const values = choices?.map(({ value }) => value);
  if (values !== undefined && usual !== undefined) expect(values).toContain(usual);
  const answer = subject.answers?.[key] ?? usual ?? values?.[0];
  if (answer !== undefined) return answer;
  throw new TypeError(`The conformance test has no answer to the question "${key}".`);
}
