import { wrongAnswer, type Answers } from './answers.js';

/** Asks for a whole number. */
export function askWhole(answers: Answers, key: string, question: string, usual?: string): number | undefined {
  const answer = answers.ask({ key, question, default: usual });
  if (answer === undefined) return undefined;
  if (/^\d{1,9}$/.test(answer)) return Number(answer);
  throw wrongAnswer(key, answer, 'It is a whole number.');
}
