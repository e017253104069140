import { describe, expect, it } from 'vitest';
import { parameterAttack, pgaAttack } from '../../src/attacks/index.ts';
import { parameterBounds, verifiedAccuracy } from '../../src/evaluate/index.ts';
import { oneHot, type Tensor, tensor, treeLeaves } from '../../src/index.ts';
import { accuracy, crossEntropy } from '../../src/losses/index.ts';
import { inFamilies, instant, linear, sequential } from '../../src/nn/index.ts';
import { adam } from '../../src/optimizers/index.ts';
import { key, normal } from '../../src/random/index.ts';
import { fit, standard } from '../../src/train/index.ts';

const labels = (...numbers: number[]): Tensor => tensor(numbers, { dtype: 'i32' });

describe('verifiedAccuracy', () => {
  const net = linear({ inputs: 2, outputs: 2 });
  const parameters = {
    weight: tensor([
      [1, 0.25],
      [0.25, 1],
    ]),
  };
  const logits = (p: typeof parameters, x: Tensor): Tensor => net.apply(p, x).output;
  // Margins .75 a - .75 b against level (1.25 a + 1.25 b): certain below .6 (a - b) / (a + b), which is .6, .2 and .12 here.
  const data = [
    {
      inputs: tensor([
        [1, 0],
        [2, 1],
        [2, 3],
      ]),
      target: labels(0, 0, 1),
    },
  ];

  it('counts the samples whose margin no parameters within the level can close', async () => {
    const rows = await verifiedAccuracy({
      parameters,
      logits,
      data,
      levels: [0, 0.11, 0.13, 0.19, 0.21, 0.59, 0.61],
    });
    expect(rows.map(({ verified }) => Math.round(verified * 3))).toEqual([3, 3, 2, 2, 1, 1, 0]);
    expect(rows.every((row) => row.accuracy === 1)).toBe(true);
  });

  it('counts no sample whose logits may be equal, though the first of equal ones is the answer', async () => {
    const zeros = { weight: parameters.weight.mul(0) };
    const same = [{ ...data[0]!, target: labels(0, 0, 0) }];
    const rows = await verifiedAccuracy({ parameters: zeros, logits, data: same, levels: [0, 0.1] });
    expect(rows).toEqual([0, 0.1].map((level) => ({ level, verified: 0, accuracy: 1 })));
  });

  it('counts no sample that is classified wrong', async () => {
    const target = tensor([
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
    const [row] = await verifiedAccuracy({
      parameters,
      logits,
      data: [{ ...data[0]!, target }],
      levels: [0.01],
    });
    expect(row!.accuracy).toBeCloseTo(2 / 3, 6);
    expect(row!.verified).toBeCloseTo(2 / 3, 6);
  });

  it('takes parameters that are not selected as they are', async () => {
    const levels = [0.5];
    const [row] = await verifiedAccuracy({ parameters, logits, data, levels, select: inFamilies('bias') });
    expect(row!.verified).toBe(1);
  });

  it('refuses levels below 0, and targets that do not fit', async () => {
    await expect(verifiedAccuracy({ parameters, logits, data, levels: [-1] })).rejects.toThrow(
      /verifiedAccuracy: expected levels from 0 .* got -1/,
    );
    const wrong = [{ ...data[0]!, target: labels(0, 1) }];
    await expect(verifiedAccuracy({ parameters, logits, data: wrong, levels: [0.1] })).rejects.toThrow(
      /take labels/,
    );
  });
});

describe('verifiedAccuracy and the worst case', () => {
  it('leave the accuracy under attack between them', async () => {
    const net = sequential(
      linear({ inputs: 4, outputs: 16 }),
      instant((x) => x.relu()),
      linear({ inputs: 16, outputs: 4, bias: true }),
    );
    const target = labels(...Array.from({ length: 40 }, (_, index) => index % 4));
    const inputs = oneHot(target, 4).add(normal(key(4), [40, 4]).mul(0.3));
    const data = [{ inputs, target }];
    const { parameters } = await fit({
      parameters: net.init(key(5)),
      data,
      loss: standard({ net, taskLoss: crossEntropy }),
      optimizer: adam(0.02),
      epochs: 60,
      key: key(6),
    });
    const levels = [0.02, 0.1, 0.4];
    const logits = (p: typeof parameters, x: Tensor): Tensor => net.apply(p, x).output;
    const rows = await verifiedAccuracy({ parameters, logits, data, levels });
    const attacked = rows.map(({ level }) => {
      const loss = (own: typeof parameters): Tensor => crossEntropy(target, logits(own, inputs));
      const box = {
        mismatchLevel: 0.999 * level,
        attackSteps: 10,
        stepLength: 0.2,
        initialStd: 0.1,
        restarts: 2,
      };
      const worst = parameterAttack(parameters, loss, key(7), box);
      return accuracy(target, logits(worst.parameters, inputs)).item();
    });
    rows.forEach((row, index) => {
      expect(row.verified).toBeLessThanOrEqual(attacked[index]!);
      expect(attacked[index]).toBeLessThanOrEqual(row.accuracy);
    });
    expect(rows[0]!.verified).toBeGreaterThan(0.8);
    expect(attacked.at(-1)).toBeLessThan(rows[0]!.accuracy);
  });
});

describe('parameterBounds', () => {
  it('holds what an attack of the same size reaches', () => {
    const net = sequential(
      linear({ inputs: 3, outputs: 5, bias: true }),
      instant((x) => x.tanh()),
      linear({ inputs: 5, outputs: 2 }),
    );
    const parameters = net.init(key(1));
    const inputs = normal(key(2), [4, 3]);
    const { parameters: attacked } = pgaAttack(parameters, net, inputs, key(3), {
      mismatchLoss: (_, output) => crossEntropy(labels(0, 1, 0, 1), output),
      initialStd: 0.001,
      mismatchLevel: 0.09,
    });
    const { lower, upper } = parameterBounds(parameters, 0.1);
    const [given, low, high, reached] = [parameters, lower, upper, attacked].map((tree) =>
      treeLeaves<Tensor>(tree).flatMap((leaf) => [...leaf.toTypedArray()]),
    ) as [number[], number[], number[], number[]];
    given.forEach((value, index) => {
      expect(low[index]).toBeLessThanOrEqual(value - 0.1 * Math.abs(value));
      expect(high[index]).toBeGreaterThanOrEqual(value + 0.1 * Math.abs(value));
      expect(high[index]! - low[index]!).toBeLessThan(
        0.2 * Math.abs(value) * (1 + 1e-6) + 1e-6 * Math.abs(value),
      );
      expect(reached[index]).toBeGreaterThanOrEqual(low[index]!);
      expect(reached[index]).toBeLessThanOrEqual(high[index]!);
    });
  });

  it('leaves what is not selected as one tensor', () => {
    const parameters = { weight: tensor([1, -2]), tau: tensor([3]) };
    const { lower, upper } = parameterBounds(parameters, 0.5, inFamilies('weights'));
    expect(upper.tau).toBe(parameters.tau);
    expect(lower.tau).toBe(parameters.tau);
    expect([...lower.weight.toTypedArray()]).toEqual([expect.closeTo(0.5, 5), expect.closeTo(-3, 5)]);
  });
});
