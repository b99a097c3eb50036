import { ZooError } from '@modelzoo/core/reader';

/** `key=answer`, as it is given with `--set`. @throws ZooError `ERR_ZOO_USAGE` */
export function parseAnswer(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
  throw new ZooError('ERR_ZOO_USAGE', `${JSON.stringify(text)} is no answer.`, {
    hint: 'Write it --set key=answer, as in --set decode=softmax.',
  });
}
