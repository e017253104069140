import { describe, expect, it } from 'vitest';
import { ahpLif, alif, expSmooth, expSyn, lif, rate } from '../../src/nn/index.ts';
import { key, normal } from '../../src/random/index.ts';
import type { Tensor } from '../../src/trace/index.ts';

/** First parameters and time steps that Rockpool 3.1.0 documents for its modules, and Büchel et al. for `alif`. */
const documented = {
  ahpLif: {
    bias: 0,
    tauHyperpolarisation: 0.02,
    tauMembrane: 0.02,
    tauSynapse: 0.02,
    threshold: 1,
    weightHyperpolarisation: -0.9,
  },
  alif: { adaptation: 1.6, tauAdaptation: 0.2, tauMembrane: 0.02, threshold: 0.03 },
  expSmooth: { tau: 0.1 },
  expSyn: { tau: 0.01 },
  lif: { bias: 0, tauMembrane: 0.02, tauSynapse: 0.02, threshold: 1 },
  rate: { bias: 0, tau: 0.02, threshold: 0 },
};

const modules = {
  ahpLif: (dt?: number) => ahpLif({ neurons: 2, ...(dt && { dt }) }),
  alif: (dt?: number) => alif({ neurons: 2, ...(dt && { dt }) }),
  expSmooth: (dt?: number) => expSmooth({ channels: 2, ...(dt && { dt }) }),
  expSyn: (dt?: number) => expSyn({ channels: 2, ...(dt && { dt }) }),
  lif: (dt?: number) => lif({ neurons: 2, ...(dt && { dt }) }),
  rate: (dt?: number) => rate({ neurons: 2, ...(dt && { dt }) }),
};

describe.each(Object.keys(documented) as (keyof typeof documented)[])('%s', (name) => {
  it('begins with the documented parameters', () => {
    const parameters: Readonly<Record<string, Tensor>> = modules[name]().init(key(0));
    const values = Object.entries(parameters).map(([path, tensor]) => [path, tensor.toTypedArray()[0]]);
    expect(Object.fromEntries(values)).toEqual(
      Object.fromEntries(Object.entries(documented[name]).map(([path, value]) => [path, Math.fround(value)])),
    );
  });

  it('has time steps of 1 ms', () => {
    const inputs = normal(key(1), [20, 2]);
    const run = (dt?: number): unknown => {
      const { apply, init } = modules[name](dt);
      return (apply as ReturnType<typeof expSyn>['apply'])(init(key(0)) as never, inputs).output.toArray();
    };
    expect(run()).toEqual(run(1e-3));
    expect(run()).not.toEqual(run(2e-3));
  });
});
