import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addTutorialOptions, settingsOf, type TutorialOptions } from '../../src/cli/tutorialOptions.ts';
import { tutorialSettings } from '../../src/evaluate/tutorialReference.ts';

function parse(...args: string[]): TutorialOptions {
  const command = addTutorialOptions(new Command('tutorial'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: 'user' }).opts<TutorialOptions>();
}

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
    [['--attack-steps', '3'], { attackSteps: 3 }],
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
    ['--attack-steps', ['0', '101']],
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
