import { ZooError, type DraftQuestion } from '@modelzoo/core';

/** What the author said so far, and what is to be asked. */
export interface Answers {
  /** The answer to a question, or its default; `undefined` when it is open, and then it is asked. */
  ask(question: DraftQuestion): string | undefined;
  /** As {@link ask}, of a list of choices. */
  choose<Value extends string>(question: ChoiceQuestion<Value>): Value | undefined;
  readonly questions: readonly DraftQuestion[];
  /** @throws ZooError `ERR_ZOO_USAGE` when everything is answered, and something that nobody asked for, too */
  requireNoOthers(): void;
}

/** A question whose answers are known. */
interface ChoiceQuestion<Value extends string> {
  readonly key: string;
  readonly question: string;
  readonly choices: Readonly<Record<Value, string>>;
  readonly default?: NoInfer<Value> | undefined;
}

export function createAnswers(given: Readonly<Record<string, string>>): Answers {
  const questions: DraftQuestion[] = [];
  const asked = new Set<string>();
  const ask = (question: DraftQuestion): string | undefined => {
    asked.add(question.key);
    const answer = Object.hasOwn(given, question.key) ? given[question.key] : undefined;
    if (answer === undefined) questions.push(question);
    return answer ?? question.default;
  };
  return {
    questions,
    ask,
    requireNoOthers() {
      const other = Object.keys(given).find((key) => !asked.has(key));
      if (other === undefined || questions.length > 0) return;
      throw new ZooError('ERR_ZOO_USAGE', `Nobody asks "${other}" about this model.`, {
        hint: `The questions about it are ${[...asked].join(', ')}.`,
        details: { key: other },
      });
    },
    choose<Value extends string>({ key, question, choices, default: usual }: ChoiceQuestion<Value>) {
      const values = Object.keys(choices) as Value[];
      const list = values.map((value) => ({ value, means: choices[value] }));
      const answer = ask({ key, question, choices: list, default: usual });
      if (answer === undefined) return undefined;
      const chosen = values.find((value) => value === answer);
      if (chosen !== undefined) return chosen;
      throw wrongAnswer(key, answer, `It is one of ${values.join(', ')}.`);
    },
  };
}

/** Characters of an answer that are said again. */
const MOST_SHOWN = 40;

/** What is said to an answer that cannot be. */
export function wrongAnswer(key: string, answer: string, hint: string): ZooError {
  const shown = answer.length > MOST_SHOWN ? `${answer.slice(0, MOST_SHOWN)}…` : answer;
  return new ZooError('ERR_ZOO_USAGE', `${JSON.stringify(shown)} is no answer for "${key}".`, {
    hint,
    details: { key, answer: shown },
  });
}
