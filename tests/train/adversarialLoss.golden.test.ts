import { describe, it } from 'vitest';
import { type Tensor, valueAndGrad } from '../../src/trace/index.ts';
import { adversarialLossWithTerms } from '../../src/train/index.ts';
import { treeLeaves } from '../../src/tree/index.ts';
import { expectClose } from '../golden/readGolden.ts';
import { adversarialCases, type NamedParameters } from './adversarialCases.ts';

/** The mismatch loss is made of differences of nearly equal outputs; see the attack's golden test for what that rounds. */
describe('adversarialLoss agrees with Rockpool in its value, terms and gradient', () => {
  it.each(adversarialCases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const { net, inputs, target, key, settings, golden } = each;
    const evaluate = valueAndGrad((parameters: NamedParameters) =>
      adversarialLossWithTerms(parameters, { net, inputs, target, key, ...settings }),
    );
    const [[loss, terms], gradients] = evaluate(each.parameters);
    const expected = golden.adversarialLoss;
    expectClose('loss', loss, [expected.loss], { ulps: 4 });
    expectClose('task loss', terms.taskLoss, [expected.taskLoss], { ulps: 4 });
    const outputSize = net.apply(each.parameters, inputs).output.abs().max().item();
    const mismatchScale = outputSize * Math.sqrt(expected.mismatchLoss);
    expectClose('mismatch loss', terms.mismatchLoss, [expected.mismatchLoss], {
      ulps: 4,
      scale: mismatchScale,
    });
    treeLeaves<Tensor>(gradients).forEach((leaf, index) => {
      expectClose(`gradient ${index}`, leaf, expected.gradients[index]!, { ulps: 4, scale: outputSize });
    });
  });
});
