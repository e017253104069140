import { readFileSync } from 'node:fs';
import { pgaAttack } from 'limpet/attacks';
import { tutorialNetwork } from 'limpet/evaluate';
import { mse } from 'limpet/losses';
import { key } from 'limpet/random';
import { describe, expect, it } from 'vitest';
import { attackLabFor } from '../../site/src/attackLab.ts';
import { drawTask, parametersOf, startTraining } from '../../site/src/experiment.ts';
import { readHash, writeHash } from '../../site/src/link.ts';
import { defaultSettings } from '../../site/src/settings.ts';
import { trainingSettingsOf } from '../../site/src/trainingRun.ts';
import { themeDeclarations } from '../../src/plot/theme.ts';

describe('training on the page', () => {
  /**
   * Losses of the tutorial's first steps, computed with Rockpool in the original key layout. Of the robust network only one: after it,
   * signs of gradients near zero decide.
   */
  it.each([
    ['robust', [1.5405165]],
    ['standard', [1.1101015, 0.9729467, 0.8791473]],
  ] as const)('starts as the tutorial does at its size and learning rate (%s)', (network, losses) => {
    const training = startTraining(network, { ...defaultSettings, inputs: 2000, learningRate: 1e-4 });
    for (const loss of losses) expect(training.step()).toBeCloseTo(loss, 5);
  });
});

describe('the attack on the page', () => {
  it('does at each step the damage that the library reports', () => {
    const task = drawTask({ inputs: 50, seed: 3 });
    const settings = { initialStd: 0.01, mismatchLevel: 0.1, attackSteps: 5 };
    const { damages, outputs } = attackLabFor(task).attack(task.weights, 1, 3, settings);
    const net = tutorialNetwork({ inputs: 50, hidden: 8, outputs: 2 });
    const inputs = task.classes[1]!.inputs;
    const { losses } = pgaAttack(parametersOf(task.weights), net, inputs, key(3), {
      ...settings,
      mismatchLoss: mse,
    });
    expect(outputs).toHaveLength(6);
    expect(losses).toHaveLength(5);
    for (const [step, loss] of losses.entries()) expect(damages[step]! / loss.item()).toBeCloseTo(1, 4);
    expect(damages[5]).toBeGreaterThan(losses[4]!.item());
  });
});

describe('a link', () => {
  it('holds what differs from the defaults, and gives it back', () => {
    const settings = { ...defaultSettings, mismatch: 0.35, seed: 4294967295, learningRate: 0.00123 };
    const hash = writeHash({ settings, hidden: ['run', 'verify'], unfolded: ['take-program'] });
    expect(hash).toBe(
      '#mismatch=0.35&learningRate=0.00123&seed=4294967295&unfold=take-program&hide=run,verify',
    );
    expect(readHash(hash)).toEqual({
      settings,
      own: {},
      hidden: ['run', 'verify'],
      unfolded: ['take-program'],
      notices: [],
    });
  });

  it('holds choices by name, and what own networks are trained with where they are shown', () => {
    const settings = { ...defaultSettings, networks: 1, markedTerm: 8, epochs: 3 };
    const own = { ...trainingSettingsOf(settings), epochs: 7 };
    const hash = writeHash({ settings, own });
    expect(hash).toBe('#epochs=3&networks=own&markedTerm=attack&own.epochs=7');
    expect(readHash(hash)).toEqual({ settings, own: { epochs: 7 }, hidden: [], unfolded: [], notices: [] });
    expect(writeHash({ settings: { ...settings, networks: 0 }, own })).toBe('#epochs=3&markedTerm=attack');
  });

  it.each(['own.mismatch=0.1', 'own.seed=-1', 'networks=1', 'networks=<b>', 'networks=toString'])(
    'does not take %s',
    (part) => {
      const { settings, own, notices } = readHash(`#${part}`);
      expect(settings).toEqual(defaultSettings);
      expect(own).toEqual({});
      expect(notices).toHaveLength(1);
    },
  );

  it.each(['NaN', 'Infinity', '', '-1', '1e9', '0x10000000000'])('does not take %j as a seed', (text) => {
    const { settings, notices } = readHash(`#seed=${text}.5`);
    expect(settings).toEqual(defaultSettings);
    expect(notices).toHaveLength(1);
  });
});

describe('a hostile link', () => {
  it('gives a handful of notices, however much it asks for', () => {
    const hash = Array.from({ length: 5000 }, (_, index) => `colour${index}=red`).join('&');
    const { notices, settings } = readHash(`#${hash}`);
    expect(notices).toHaveLength(6);
    expect(notices[5]).toBe('The link asks for 4995 more things that make no sense.');
    expect(settings).toEqual(defaultSettings);
  });

  it('hides 50 parts at most', () => {
    expect(readHash(`#hide=${'run,'.repeat(5000)}`).hidden).toHaveLength(50);
  });
});

describe('the style sheet', () => {
  const style = readFileSync('site/style.css', 'utf8');

  it.each(['light', 'dark'] as const)('has the colours of the figures (%s)', (scheme) => {
    const used =
      themeDeclarations(scheme).match(/--limpet-(background|ink|muted|series-[1-4]): #\w+;/g) ?? [];
    expect(used).toHaveLength(7);
    expect(used.filter((declaration) => !style.includes(declaration))).toEqual([]);
  });
});
