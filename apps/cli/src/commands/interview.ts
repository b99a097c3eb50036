import { ZooError, type DraftQuestion } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import { printable } from '../terminal/printable.js';

/** Asks the user, where there is one, for what was not given as a flag. */
export interface Interview {
  /**
   * The answer that was given; else what the user says; else the default. A user is asked again until `check` throws no
   * {@link ZooError}, and told what that says.
   * @throws ZooError `ERR_ZOO_USAGE` naming the flag, when nobody can be asked and there is no default
   */
  answer(
    given: string | undefined,
    question: DraftQuestion,
    check?: (answer: string) => void | Promise<void>,
  ): Promise<string>;
  /** Shows lines before the next question. */
  tell(lines: readonly string[]): void;
}

/** Answers that have a flag of their own; others are `--set <key>=<answer>`. */
const FLAGS = new Set(['name', 'license', 'description', 'task', 'labels']);

export function createInterview({ ask }: CommandContext): Interview {
  let told = '';
  return {
    tell(lines) {
      told += lines.map((line) => `${printable(line)}\n`).join('');
    },
    async answer(given, question, check) {
      const usual = given ?? (ask === undefined ? (question.default ?? unanswered(question)) : undefined);
      if (usual !== undefined || ask === undefined) {
        await check?.(usual ?? '');
        return usual ?? '';
      }
      for (;;) {
        const answer = chosen((await ask(`${told}${show(question)}`)).trim(), question);
        told = '\n';
        if (answer === undefined) continue;
        try {
          await check?.(answer);
          return answer;
        } catch (error) {
          if (!ZooError.is(error)) throw error;
          told += `${printable([error.message, error.hint ?? ''].join(' ').trim())}\n`;
        }
      }
    },
  };
}

/** What a user means: the default by nothing, a choice by its number. `undefined`: that is no answer. */
function chosen(text: string, { key, choices, default: usual }: DraftQuestion): string | undefined {
  if (text === '' && usual !== undefined) return usual;
  if (choices === undefined) return text !== '' || key === 'labels' ? text : undefined;
  return choices[Number(text) - 1]?.value ?? choices.find(({ value }) => value === text)?.value;
}

function show({ question, choices, default: usual }: DraftQuestion): string {
  const list = (choices ?? []).map(({ value, means }, index) => `  ${index + 1} ${value}: ${means}\n`).join('');
  const short = usual !== undefined && usual.length > 40 ? `${usual.slice(0, 40)}…` : usual;
  const shown = short === undefined || short === '' ? '' : ` [${printable(short.replaceAll('\n', ', '))}]`;
  return `${question}\n${list}>${shown} `;
}

function unanswered({ key, question, choices }: DraftQuestion): never {
  const flag = FLAGS.has(key) ? `--${key}` : '--set';
  const value = FLAGS.has(key) ? `<${key}>` : `${key}=<answer>`;
  const list = choices === undefined ? '' : ` One of ${choices.map((choice) => choice.value).join(', ')}.`;
  throw new ZooError('ERR_ZOO_USAGE', `The file does not say it, and nobody can be asked: ${question}`, {
    hint: `Nothing was written. Pass ${flag} ${value}.${list}`,
    details: { flag, key, choices: choices?.map(({ value: choice }) => choice) },
  });
}
