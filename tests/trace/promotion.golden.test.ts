import { describe, expect, it } from 'vitest';
import {
  add,
  asTensor,
  div,
  floorDivide,
  logsumexp,
  matmul,
  maximum,
  minimum,
  mul,
  pow,
  remainder,
  sub,
  Tensor,
  type TensorLike,
  tensor,
  where,
} from '../../src/trace/index.ts';
import { readGolden } from '../golden/readGolden.ts';

interface Outcome {
  readonly dtype?: Tensor['dtype'];
  readonly error?: string;
}
type Table = Readonly<Record<string, Readonly<Record<string, Outcome>>>>;

const { cases } = readGolden<{ cases: readonly { op: string; table: Table }[] }>('promotion');

/** Python's 2 and 2.0 are one number here, so its float is a fraction. */
const operands: Readonly<Record<string, TensorLike>> = {
  bool: tensor([true]),
  i32: tensor([1], { dtype: 'i32' }),
  u32: tensor([1], { dtype: 'u32' }),
  f32: tensor([1]),
  int: 2,
  float: 2.5,
  boolean: true,
};

const binary: Readonly<Record<string, (x: TensorLike, y: TensorLike) => Tensor>> = {
  add,
  subtract: sub,
  multiply: mul,
  divide: div,
  power: pow,
  floorDivide,
  remainder,
  maximum,
  minimum,
  equal: (x, y) => asTensor(x).equal(y),
  bitwiseAnd: (x, y) => asTensor(x).bitwiseAnd(y),
  leftShift: (x, y) => asTensor(x).leftShift(y),
  rightShift: (x, y) => asTensor(x).rightShift(y),
  matmul: (x, y) => matmul(asTensor(x), asTensor(y)),
  where: (x, y) => where(tensor([true]), x, y),
};

const unary: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  negative: (x) => x.neg(),
  abs: (x) => x.abs(),
  sign: (x) => x.sign(),
  exp: (x) => x.exp(),
  log: (x) => x.log(),
  sqrt: (x) => x.sqrt(),
  square: (x) => x.square(),
  tanh: (x) => x.tanh(),
  sigmoid: (x) => x.sigmoid(),
  relu: (x) => x.relu(),
  sum: (x) => x.sum(),
  mean: (x) => x.mean(),
  var: (x) => x.variance(),
  max: (x) => x.max(),
  argmax: (x) => x.argmax(),
  bitwiseNot: (x) => x.bitwiseNot(),
  logsumexp: (x) => logsumexp(x),
};

/** Operations that exist as methods alone, so that a literal cannot come first. */
const methodsOnly = ['equal', 'bitwiseAnd', 'leftShift', 'rightShift'];

/** Where we differ: pairs of operands or one operand, by operation. */
const notOffered: Readonly<Record<string, (x: Outcome, given: string) => boolean>> = {
  // Of floats: the rounded quotient can lie on the other side of a whole number.
  floorDivide: ({ dtype }, ours) => dtype === 'f32' && ours === 'error',
  remainder: ({ dtype }, ours) => dtype === 'f32' && ours === 'error',
  // JAX refuses integers; all our functions of real numbers take them as f32.
  sigmoid: ({ error }, ours) => error !== undefined && ours === 'f32',
};

function outcome(compute: () => Tensor): string {
  try {
    return compute().dtype;
  } catch {
    return 'error';
  }
}

const expected = ({ dtype }: Outcome): string => dtype ?? 'error';
const isLiteral = (name: string): boolean => !(operands[name] instanceof Tensor);

describe('element types agree with JAX', () => {
  const tables = cases.filter(({ op }) => op !== 'unary');
  it.each(tables.map(({ op, table }) => [op, table] as const))('of %s', (op, table) => {
    const found: string[] = [];
    for (const [left, row] of Object.entries(table)) {
      for (const [right, cell] of Object.entries(row)) {
        if (isLiteral(left) && (isLiteral(right) || methodsOnly.includes(op))) continue;
        const ours = outcome(() => binary[op]!(operands[left]!, operands[right]!));
        if (ours !== expected(cell) && !notOffered[op]?.(cell, ours))
          found.push(`${left} ${right}: ${ours} for ${expected(cell)}`);
      }
    }
    expect(found).toEqual([]);
  });

  const { table } = cases.find(({ op }) => op === 'unary')!;
  it.each(Object.entries(table))('of %s', (op, row) => {
    const found = Object.entries(row).flatMap(([name, cell]) => {
      const operand = operands[name];
      if (!(operand instanceof Tensor)) return [];
      const ours = outcome(() => unary[op]!(operand));
      const agrees = ours === expected(cell) || notOffered[op]?.(cell, ours);
      return agrees ? [] : [`${name}: ${ours} for ${expected(cell)}`];
    });
    expect(found).toEqual([]);
  });
});
