import { describe, expect, expectTypeOf, it } from 'vitest';
import { ahpLif, inFamilies, lif, type ParametersOf, summary } from '../../src/nn/index.ts';
import { key } from '../../src/random/key.ts';
import { jit } from '../../src/runtime/index.ts';
import { full, type Tensor, tensor } from '../../src/trace/index.ts';
import { treePaths } from '../../src/tree/index.ts';

const input = full([60, 2], 0.4);

describe('ahpLif', () => {
  it('is lif where its weights are 0, and spikes less where they are negative', () => {
    const plain = lif({ neurons: 2 });
    const expected = plain.apply(plain.init(key(0)), input);
    const spikesAt = (weight: number) => {
      const layer = ahpLif({ neurons: 2, initialWeightHyperpolarisation: weight });
      return layer.apply(layer.init(key(0)), input);
    };
    expect(spikesAt(0).recording.membrane.toArray()).toEqual(expected.recording.membrane.toArray());
    const adapted = spikesAt(-0.9).output.sum().item();
    expect(adapted).toBeGreaterThan(0);
    expect(adapted).toBeLessThan(expected.output.sum().item() / 2);
  });

  it("begins with Rockpool's values", () => {
    const parameters = ahpLif({ neurons: 2 }).init(key(0));
    expect(parameters.weightHyperpolarisation.toArray()).toEqual(tensor([-0.9, -0.9]).toArray());
    expect(parameters.tauHyperpolarisation.toArray()).toEqual(tensor([0.02, 0.02]).toArray());
  });

  it('takes one weight and one time constant for all neurons', () => {
    const scalars = {
      initialTauHyperpolarisation: tensor(0.02),
      initialWeightHyperpolarisation: tensor(-0.9),
    };
    const [shared, own] = [ahpLif({ neurons: 2, ...scalars }), ahpLif({ neurons: 2 })];
    const run = (layer: typeof own) => layer.apply(layer.init(key(0)), input).recording.membrane.toArray();
    expect(run(shared)).toEqual(run(own));
  });

  it('has the same bits compiled and interpreted', () => {
    const layer = ahpLif({ neurons: 2, synapses: 2, recurrent: true });
    const parameters = layer.init(key(3));
    const run = (x: Tensor) => layer.apply(parameters, x).recording;
    const wide = full([20, 4], 0.3);
    expect(jit(run)(wide).hyperpolarisation.toArray()).toEqual(run(wide).hyperpolarisation.toArray());
  });

  it('has families of parameters, a summary and types', () => {
    const layer = ahpLif({ neurons: 2, recurrent: true });
    const chosen = treePaths(layer.init(key(0))).filter(inFamilies('weights', 'taus'));
    expect(chosen).toEqual([
      'tauHyperpolarisation',
      'tauMembrane',
      'tauSynapse',
      'weightHyperpolarisation',
      'weightRecurrent',
    ]);
    expect(String(summary(layer))).toContain('ahpLif');
    expectTypeOf<ParametersOf<typeof layer>>().toHaveProperty('weightRecurrent');
  });

  it('refuses a time constant that is not positive', () => {
    expect(() => ahpLif({ neurons: 2, initialTauHyperpolarisation: 0 }).init(key(0))).toThrow(
      /ahpLif.*tauHyperpolarisation: expected numbers above 0, got 0/,
    );
  });
});
