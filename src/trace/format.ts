import { formatType, type TensorType } from '../ir/types.ts';
import type { TensorData } from '../kernel/data.ts';

const MAX_SHOWN = 1000;
const EDGE = 3;

/** The shortest decimal that reads back as the same float32. */
function formatNumber(value: number): string {
  if (!Number.isFinite(value) || value === 0) return Object.is(value, -0) ? '-0' : String(value);
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(9)));
}

/** The elements as nested lists, with the middle of long axes left out, as NumPy prints them. */
export function formatTensor(type: TensorType, data: TensorData): string {
  const { dtype, shape } = type;
  const shorten = data.length > MAX_SHOWN;
  const text = (value: number): string => {
    if (dtype === 'bool') return String(value !== 0);
    return dtype === 'f32' ? formatNumber(value) : String(value);
  };
  const part = (axis: number, offset: number, indent: string): string => {
    const extent = shape[axis];
    if (extent === undefined) return text(data[offset] ?? 0);
    const stride = shape.slice(axis + 1).reduce((size, each) => size * each, 1);
    const indices = [...new Array<number>(extent).keys()];
    const shown =
      shorten && extent > 2 * EDGE ? [...indices.slice(0, EDGE), -1, ...indices.slice(-EDGE)] : indices;
    const items = shown.map((index) =>
      index < 0 ? '...' : part(axis + 1, offset + index * stride, `${indent} `),
    );
    return `[${items.join(axis + 1 < shape.length ? `,\n${indent} ` : ', ')}]`;
  };
  return `Tensor ${formatType(type)}${shape.length > 1 ? '\n' : ' '}${part(0, 0, '')}`;
}
