import { describe, expect, it } from 'vitest';
import { pgaAttack } from '../../src/attacks/index.ts';
import type { Tensor } from '../../src/trace/index.ts';
import { treeLeaves } from '../../src/tree/index.ts';
import { expectClose } from '../golden/readGolden.ts';
import { adversarialCases } from '../train/adversarialCases.ts';

/**
 * The mismatch loss is made of differences δ of nearly equal outputs y, each off by some roundings of y (one in each
 * layer and sum): its gradient is then off by roundings of y, and itself, of size δ², by roundings of y δ.
 */
describe('pgaAttack agrees with Rockpool', () => {
  it.each(adversarialCases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const { attacked, losses, gradients } = each.golden.attack;
    const attack = pgaAttack(each.parameters, each.net, each.inputs, each.key, each.settings);
    const outputSize = each.net.apply(each.parameters, each.inputs).output.abs().max().item();
    treeLeaves<Tensor>(attack.parameters).forEach((leaf, index) => {
      // Every sign is certain, so what is left is the rounding of the sums of steps.
      expectClose(`attacked ${index}`, leaf, attacked[index]!, { ulps: 4 });
    });
    expect(attack.losses).toHaveLength(each.settings.attackSteps);
    attack.gradients.forEach((step, at) => {
      treeLeaves<Tensor>(step).forEach((leaf, index) => {
        expectClose(`gradient ${at}, leaf ${index}`, leaf, gradients[at]![index]!, {
          ulps: 8,
          scale: outputSize,
        });
      });
    });
    attack.losses.forEach((loss, at) => {
      const scale = outputSize * Math.sqrt(losses[at]!);
      expectClose(`loss ${at}`, loss, [losses[at]!], { ulps: 8, scale });
    });
  });
});
