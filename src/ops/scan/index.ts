import { internalError, shapeError } from '../../errors.ts';
import { formatType, sameType, type TensorType, tensorType } from '../../ir/types.ts';
import { batchScan } from './batchScan.ts';
import { improveScan } from './improveScan.ts';
import { intervalScan } from './intervalScan.ts';
import { outputPartsOf, partsOf, type ScanOp } from './params.ts';
import { prepareScan } from './prepareScan.ts';
import { trimScan } from './trimScan.ts';

export type { ScanParams } from './params.ts';

/** A loop with carried values, as JAX's `lax.scan`; its body is a function of the ir. See `ScanParams`. */
export const scan: ScanOp = {
  name: 'scan',
  infer: (types, params) => {
    const { body, length } = params;
    const given = partsOf(types, params);
    const own = partsOf(
      body.inputs.map((input) => input.type),
      params,
    );
    const { carries, stacks } = outputPartsOf(body.outputs, params);
    expectTypes('constants', own.constants, given.constants);
    expectTypes('carries', own.carries, given.carries);
    expectTypes(
      'inputs',
      own.slices.map((type) => stackedType(type, length)),
      given.slices,
    );
    expectTypes(
      'next carries',
      own.carries,
      carries.map((carry) => carry.type),
    );
    return [...own.carries, ...stacks.map(({ type }) => stackedType(type, length))];
  },
  vjp: { prepare: (context) => prepareScan(scan, context) },
  batch: batchScan,
  interval: (_, context) => intervalScan(context),
  lower: (_, { body, constants, carries, length, reverse }) => ({
    form: 'loop',
    condition: null,
    body,
    constants,
    carries,
    length,
    reverse,
  }),
  functions: ({ body }) => [body],
  withFunctions: (params, [body]) => {
    if (body === undefined) throw internalError('scan has one function');
    return { ...params, body };
  },
  trim: trimScan,
  improve: (context) => improveScan(scan, context),
  traits: {},
};

const stackedType = ({ dtype, shape }: TensorType, length: number): TensorType =>
  tensorType(dtype, [length, ...shape]);

function expectTypes(what: string, expected: readonly TensorType[], given: readonly TensorType[]): void {
  const fits =
    expected.length === given.length && expected.every((type, index) => sameType(type, given[index] ?? type));
  if (fits) return;
  throw shapeError(
    `scan: expected ${what} ${expected.map(formatType).join(', ')}, got ${given.map(formatType).join(', ')}`,
  );
}
