import fc from 'fast-check';
import { expect, it } from 'vitest';
import { argsort } from '../../src/random/argsort.ts';
import { tensor } from '../../src/trace/index.ts';

const rows = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(8)).chain(([count, length]) =>
  fc.array(
    fc.array(fc.constantFrom(0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff), {
      minLength: length,
      maxLength: length,
    }),
    {
      minLength: count,
      maxLength: count,
    },
  ),
);

it('argsort agrees with the stable sort of the language, in both directions', () => {
  fc.assert(
    fc.property(rows, fc.boolean(), (keys, descending) => {
      const direction = descending ? -1 : 1;
      const expected = keys.map((row) => [...row.keys()].toSorted((a, b) => direction * (row[a]! - row[b]!)));
      expect(argsort(tensor(keys, { dtype: 'u32' }), { descending }).toArray()).toEqual(expected);
    }),
  );
});
