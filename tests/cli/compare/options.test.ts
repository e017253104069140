import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { jobSettings } from '../../../src/cli/compare/jobSettings.ts';
import { addCompareOptions, type CompareOptions, settingsOf } from '../../../src/cli/compare/options.ts';
import { jobName, jobsOf, longestFirst, methodNames } from '../../../src/cli/compare/settings.ts';
import { trainingMethods } from '../../../src/train/index.ts';

function parse(...args: string[]): CompareOptions {
  const command = addCompareOptions(new Command('compare'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: 'user' }).opts<CompareOptions>();
}

describe('the flags of limpet compare', () => {
  it("default to the paper's methods and levels", () => {
    const { methods, levels, networks, task } = settingsOf(parse());
    expect(methods).toHaveLength(9);
    expect({ levels, networks, task }).toEqual({
      levels: [0, 0.1, 0.2, 0.3, 0.5, 0.7],
      networks: 1,
      task: 'digits',
    });
  });

  it('take any of the training methods', () => {
    expect([...methodNames].sort()).toEqual(Object.keys(trainingMethods).sort());
    expect(settingsOf(parse('--methods', 'asam, sam')).methods).toEqual(['asam', 'sam']);
  });

  it('refuse what makes no sense, in the words of the user', () => {
    expect(() => parse('--methods', 'standard,magic')).toThrow(/words with commas between, of .*, asam\./);
    expect(() => parse('--levels', '0,-1')).toThrow('numbers from 0 to 1000');
    expect(() => parse('--wanted-accuracy', '90')).toThrow('Expected a number from 0 to 1.');
    expect(() => parse('--constant-levels', '')).toThrow('numbers from 0 to 1000');
    expect(() => settingsOf(parse('--test-images', '150'))).toThrow(
      '--test-images: expected a multiple of 100',
    );
  });
});

describe('the networks of a comparison', () => {
  it('are one for each method and seed, all methods of a seed before the next', () => {
    const settings = settingsOf(parse('--methods', 'standard,amp', '--networks', '2'));
    expect(jobsOf(settings)).toEqual([
      { method: 'standard', seed: 0 },
      { method: 'amp', seed: 0 },
      { method: 'standard', seed: 1 },
      { method: 'amp', seed: 1 },
    ]);
  });

  it('start with those that take longest where threads share them, whatever the order of the methods', () => {
    const settings = settingsOf(parse('--methods', 'standard,amp,awp,dropout', '--networks', '2'));
    expect(longestFirst(jobsOf(settings)).map(jobName)).toEqual([
      ...['awp-0', 'awp-1', 'amp-0', 'amp-1'],
      ...['standard-0', 'dropout-0', 'standard-1', 'dropout-1'],
    ]);
    const paper = longestFirst(jobsOf(settingsOf(parse()))).map(({ method }) => method);
    expect(paper.slice(0, 4)).toEqual(['adversarialWithNoise', 'adversarial', 'awp', 'entropySgd']);
    expect([...paper].sort()).toEqual([...settingsOf(parse()).methods].sort());
  });

  it('have seeds from the one asked for on', () => {
    const settings = settingsOf(parse('--methods', 'amp', '--networks', '2', '--seed', '7'));
    expect(jobsOf(settings).map(jobName)).toEqual(['amp-7', 'amp-8']);
  });

  it('keep their settings when methods or networks are added', () => {
    const job = { method: 'amp', seed: 0 } as const;
    const [few, many, other] = [
      ['--methods', 'amp'],
      ['--methods', 'amp,sam', '--networks', '3', '--seed', '0', '--threads', '1', '--out', 'elsewhere'],
      ['--methods', 'amp', '--epochs', '7'],
    ].map((flags) => jobSettings(settingsOf(parse(...flags)), job));
    expect(many).toEqual(few);
    expect(other).not.toEqual(few);
  });
});
