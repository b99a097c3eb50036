import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { age, collectList, collectParameter, fieldName, positiveInteger, rate, share } from './option-values.js';

describe('option values', () => {
  it('joins lists that are given at once and one by one', () => {
    expect(collectList('c', collectList('a, b,', undefined))).toStrictEqual(['a', 'b', 'c']);
  });

  it('reads parameters as JSON where they are, and as text otherwise', () => {
    const all = ['n=3', 'on=true', 'list=[1,2]', 'text=a=b', 'quoted="3"', 'empty='];
    let values: Readonly<Record<string, unknown>> | undefined;
    for (const text of all) values = collectParameter(text, values);
    expect(values).toStrictEqual({ n: 3, on: true, list: [1, 2], text: 'a=b', quoted: '3', empty: '' });
  });

  it('takes __proto__ as the name of a parameter and nothing more', () => {
    const values = collectParameter('__proto__={"polluted":true}', undefined);
    expect(Object.keys(values)).toStrictEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['800', 800],
    ['500k', 512_000],
    ['1.5M', 1_572_864],
    ['2g', 2 ** 31],
    ['64KB', 65_536],
  ])('reads the rate %j', (text, expected) => {
    expect(rate(text)).toBe(expected);
  });

  it.each(['0', '-1', 'fast', '', '1T', '0.1', '1e9'])('refuses the rate %j', (text) => {
    expect(() => rate(text)).toThrow(InvalidArgumentError);
  });

  it('takes any name for a field but one that results have, or that FiftyOne would refuse', () => {
    expect(fieldName('ground-truth 2')).toBe('ground-truth 2');
    for (const name of ['filepath', 'error', 'tags', '_mine', 'a.b', '']) {
      expect(() => fieldName(name)).toThrow(InvalidArgumentError);
    }
  });

  it.each(['=1', 'key', ''])('refuses the parameter %j', (text) => {
    expect(() => collectParameter(text, undefined)).toThrow(InvalidArgumentError);
  });

  it.each(['0', '-1', '1.5', '1e3', '', ' 2', '99999999999999999999'])('refuses %j as a count', (text) => {
    expect(() => positiveInteger(text)).toThrow(InvalidArgumentError);
  });

  it.each(['-0.1', '1.01', 'NaN', '', 'half'])('refuses %j as a confidence', (text) => {
    expect(() => share(text)).toThrow(InvalidArgumentError);
  });

  it('reads ages', () => {
    expect(['0', '2', '1.5d', '12h', '30m', '90s', '1w'].map(age)).toStrictEqual([
      0, 172_800_000, 129_600_000, 43_200_000, 1_800_000, 90_000, 604_800_000,
    ]);
    for (const text of ['', 'd', '-1d', '1 d', '1y', 'Infinity', '1e3'])
      expect(() => age(text)).toThrow(InvalidArgumentError);
  });

  it('takes both ends of the range of confidences', () => {
    expect([share('0'), share('1'), share('0.25')]).toStrictEqual([0, 1, 0.25]);
  });
});
