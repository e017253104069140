import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandOf } from '../../site/src/code.ts';
import { defaultSettings } from '../../site/src/settings.ts';
import { addTutorialOptions, settingsOf, type TutorialOptions } from '../../src/cli/tutorialOptions.ts';
import { tutorialSettings } from '../../src/evaluate/tutorialReference.ts';

function parse(...args: string[]): TutorialOptions {
  const command = addTutorialOptions(new Command('tutorial'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: 'user' }).opts<TutorialOptions>();
}

describe('the command that the page shows', () => {
  it('asks for what is on the page', () => {
    const page = {
      ...{ inputs: 50, seed: 7, epochs: 2, learningRate: 0.000001, chips: 3, noisyForwardStd: 0.2 },
      ...{ initialStd: 0.002, mismatchLevel: 0.05, betaRobustness: 0.5, attackSteps: 0 },
    };
    const { chips: samples, ...rest } = page;
    const [npm, start, dashes, ...flags] = commandOf({ ...defaultSettings, ...page }).split(' ');
    expect([npm, start, dashes]).toEqual(['npm', 'start', '--']);
    expect(settingsOf(parse(...flags))).toEqual({ ...tutorialSettings, ...rest, samples });
  });
});

describe('the flags of limpet tutorial', () => {
  it('default to the settings of the tutorial', () => {
    expect(settingsOf(parse())).toEqual(tutorialSettings);
    expect(parse().out).toBe('out/tutorial');
  });

  it.each([
    [['--epochs', '10'], { epochs: 10 }],
    [['--samples=5'], { samples: 5 }],
    [['--levels', '0.5, 0,1e-1'], { levels: [0.5, 0, 0.1] }],
    [['--seed', '4294967295'], { seed: 4294967295 }],
    [['--inputs', '50'], { inputs: 50 }],
    [['--learning-rate', '5e-4'], { learningRate: 0.0005 }],
    [['--initial-std', '0.01'], { initialStd: 0.01 }],
    [['--attack-steps', '3'], { attackSteps: 3 }],
    [['--attack-steps', '0'], { attackSteps: 0 }],
    [['--mismatch-level', '.05'], { mismatchLevel: 0.05 }],
    [['--beta', '0'], { betaRobustness: 0 }],
    [['--noise', '0.2'], { noisyForwardStd: 0.2 }],
    [['--only', 'robust'], { only: 'robust' }],
  ])('%j changes one setting', (args, changed) => {
    expect(settingsOf(parse(...args))).toEqual({ ...tutorialSettings, ...changed });
  });

  it.each([
    ['--epochs', ['0', '-1', '1.5', 'ten', '', '1e9', 'NaN']],
    ['--samples', ['0', '2,3']],
    ['--levels', ['', '-0.1', '0,-0.1', '0,,1', 'a', '0;1', 'Infinity', '1001']],
    ['--seed', ['-1', '4294967296', '0.5']],
    ['--inputs', ['0', '1.5', '100001']],
    ['--learning-rate', ['0', '-1', '1.1', 'NaN']],
    ['--initial-std', ['-0.1', 'x']],
    ['--attack-steps', ['-1', '101']],
    ['--mismatch-level', ['-0.1', 'x']],
    ['--beta', ['-1', '1e999']],
    ['--noise', ['-0.1', ' ']],
    ['--only', ['both', 'Robust', '']],
    ['--out', ['']],
    ['--json', ['']],
  ])('%s refuses what it cannot use', (flag, values) => {
    for (const value of values) {
      expect(() => parse(flag, value), value).toThrow(
        expect.objectContaining({ code: 'commander.invalidArgument' }),
      );
    }
  });
});
