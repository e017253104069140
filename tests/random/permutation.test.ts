import { expect, it } from 'vitest';
import { key, permutation } from '../../src/random/index.ts';
import { roundsOf } from '../../src/random/permutation.ts';
import { jit } from '../../src/runtime/index.ts';
import { arange, type Tensor } from '../../src/trace/index.ts';

const own = key(5);

it('the number of rounds is the least r with size^3 <= (2^32 - 1)^r', () => {
  const exact = (size: bigint): number => {
    let rounds = 0;
    for (let distinct = 1n; size ** 3n > distinct; distinct *= 0xffffffffn) rounds++;
    return rounds;
  };
  for (const size of [0, 1, 2, 1625, 1626, 2642245, 2642246, 2 ** 32 - 1, 2 ** 32]) {
    expect(roundsOf(size), String(size)).toBe(exact(BigInt(size)));
  }
});

it('a compiled permutation does not store the comparisons of all pairs', () => {
  const count = 1200;
  const shuffle = jit((words: Tensor) => permutation({ ...own, words }, count));
  expect(shuffle.compile(own.words).report.memory.total).toBeLessThan((count * count) / 4);
  expect([...shuffle(own.words).toTypedArray()].toSorted((a, b) => a - b)).toEqual([
    ...arange(count).toTypedArray(),
  ]);
});

it('independent vectors keep their elements, along a negative axis too', () => {
  const values = arange(24).reshape([2, 4, 3]);
  const shuffled = permutation(own, values, { axis: -2, independent: true });
  const columns = (x: Tensor): number[][] => {
    const nested = x.transpose([0, 2, 1]).reshape([6, 4]).toArray() as number[][];
    return nested.map((column) => column.toSorted((a, b) => a - b));
  };
  expect(columns(shuffled)).toEqual(columns(values));
  expect(permutation(own, values, { axis: -2 }).toArray()).toEqual(
    permutation(own, values, { axis: 1 }).toArray(),
  );
});
