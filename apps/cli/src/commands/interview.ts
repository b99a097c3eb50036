import { ZooError, type DraftQuestion } from '@modelzoo/core';
import type { CommandContext } from '../command-context.js';
import { printable } from '../terminal/printable.js';

/** Asks the user, where there is one, for what was not given as a flag. */
export interface Interview {
  /**
   * The answer that was given; else what the user says; else the default.
   * @throws ZooError `ERR_ZOO_USAGE` naming the flag, when nobody can be asked and there is no default
   */
  answer(given: string | undefined, question: DraftQuestion): Promise<string>;
  /** Shows lines before the first question. */
  tell(lines: readonly string[]): void;
}

/** Answers that have a flag of their own; others are `--set <key>=<answer>`. */
const FLAGS = new Set(['name', 'license', 'task', 'labels']);

export function createInterview({ ask }: CommandContext): Interview {
  let told = '';
  return {
    tell(lines) {
      if (told === '') told = lines.map((line) => `${printable(line)}\n`).join('');
    },
    async answer(given, question) {
      if (given !== undefined) return given;
      if (ask === undefined) return question.default ?? unanswered(question);
      for (;;) {
        const answer = (await ask(`${told}${show(question)}`)).trim();
        told = '\n';
        if (answer === '' && question.default !== undefined) return question.default;
        const { choices } = question;
        const numbered = choices?.[Number(answer) - 1]?.value;
        if (numbered !== undefined) return numbered;
        if (choices === undefined ? answer !== '' || question.key === 'labels' : isOneOf(answer, question))
          return answer;
      }
    },
  };
}

function isOneOf(answer: string, { choices = [] }: DraftQuestion): boolean {
  return choices.some(({ value }) => value === answer);
}

function show({ question, choices, default: usual }: DraftQuestion): string {
  const list = (choices ?? []).map(({ value, means }, index) => `  ${index + 1} ${value}: ${means}\n`).join('');
  const short = usual !== undefined && usual.length > 40 ? `${usual.slice(0, 40)}…` : usual;
  const shown = short === undefined ? '' : ` [${printable(short.replaceAll('\n', ', '))}]`;
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
