import { describe, expect, it } from 'vitest';
import { pgaAttack } from '../../src/attacks/index.ts';
import { mse } from '../../src/losses/index.ts';
import {
  alif,
  familyOf,
  inFamilies,
  layerNormalisation,
  lif,
  linear,
  rate,
  sequential,
} from '../../src/nn/index.ts';
import { adam } from '../../src/optimizers/index.ts';
import { key } from '../../src/random/key.ts';
import { ones, tensor } from '../../src/trace/index.ts';
import { fit } from '../../src/train/index.ts';
import { treeLeaves, treePaths } from '../../src/tree/index.ts';

const net = sequential(
  linear({ inputs: 3, outputs: 4, bias: true }),
  rate({ neurons: 4, recurrent: true, activation: 'tanh' }),
);
const parameters = net.init(key(3));
const inputs = ones([5, 3]);
const isWeight = inFamilies('weights');

/** The paths of the tensors in which two trees differ. */
function changed(before: unknown, after: unknown): string[] {
  const [a, b] = [treeLeaves<{ toArray(): unknown }>(before), treeLeaves<{ toArray(): unknown }>(after)];
  return treePaths(before).filter((_, at) => String(a[at]?.toArray()) !== String(b[at]?.toArray()));
}

describe('families', () => {
  it('hold every parameter of the modules', () => {
    const all = [
      net,
      lif({ neurons: 2, recurrent: true }),
      alif({ neurons: 2, recurrent: true }),
      layerNormalisation({ channels: 2 }),
    ];
    const found = all.flatMap((module) =>
      treePaths(module.init(key(0))).map((path) => [path, familyOf(path)] as const),
    );
    expect(Object.fromEntries(found)).toEqual({
      '0.bias': 'bias',
      '0.weight': 'weights',
      '1.bias': 'bias',
      '1.tau': 'taus',
      '1.threshold': 'thresholds',
      '1.weightRecurrent': 'weights',
      adaptation: 'scales',
      bias: 'bias',
      scale: 'scales',
      tauAdaptation: 'taus',
      tauMembrane: 'taus',
      tauSynapse: 'taus',
      threshold: 'thresholds',
      weightRecurrent: 'weights',
    });
    expect(familyOf('gain')).toBeNull();
    // @ts-expect-error there is no such family
    expect(() => inFamilies('delays')).toThrow(
      'inFamilies: there is no family delays; expected weights, bias',
    );
  });

  it('choose what is attacked', () => {
    const attack = pgaAttack(parameters, net, inputs, key(1), {
      mismatchLoss: mse,
      attackSteps: 2,
      select: inFamilies('weights', 'taus'),
    });
    expect(changed(parameters, attack.parameters)).toEqual(['0.weight', '1.tau', '1.weightRecurrent']);
    expect(attack.gradients[0]?.[0].bias.toArray()).toEqual([0, 0, 0, 0]);
  });

  it('choose what is trained; the others keep their bits', async () => {
    const result = await fit({
      parameters,
      data: [{ inputs, target: tensor([[1, 2, 3, 4]]) }],
      loss: (each, x, target) => mse(target, net.apply(each, x).output),
      optimizer: adam(0.01),
      epochs: 2,
      key: key(0),
      select: isWeight,
    });
    expect(changed(parameters, result.parameters)).toEqual(['0.weight', '1.weightRecurrent']);
  });
});
