import { shapeError, valueError } from '../errors.ts';
import { formatType } from '../ir/types.ts';
import { diagonal } from './arranging.ts';
import type { Tensor } from './tensor.ts';

/** An array whose axes have names: a letter, or a number for an axis that `...` stands for. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

/**
 * A sum of products in Einstein's notation, as `jnp.einsum`: `einsum('bij,bjk->bik', x, y)`. Without `->` the result has the
 * letters that occur once, in alphabetical order. Operands are contracted from left to right, one matrix product for each pair,
 * which reads transposed operands where they are. `...` stands for the further axes of an operand, which are broadcast from the last back
 * and come first in a result without `->`; a result without it is summed over them.
 * @throws LimpetError (`value`, `shape`) for a subscript that does not fit the operands.
 */
export function einsum(subscripts: string, ...tensors: readonly Tensor[]): Tensor {
  const { operands, result } = parse(subscripts, tensors);
  const [first, ...others] = operands.map(withoutRepeats);
  if (first === undefined) throw valueError('einsum: expected at least one operand, got none');
  let current = first;
  others.forEach((other, index) => {
    const later = new Set([...result, ...others.slice(index + 1).flatMap(({ labels }) => labels)]);
    current = contract(current, other, later);
  });
  return arrange(sumExcept(current, new Set(result)), result).tensor;
}

function parse(subscripts: string, tensors: readonly Tensor[]): { operands: Labelled[]; result: string[] } {
  const text = subscripts.replaceAll(' ', '');
  const [left = '', right] = text.split('->');
  const inputs = left.split(',');
  const term = '[a-zA-Z]*([.]{3}[a-zA-Z]*)?';
  if (!new RegExp(`^${term}(,${term})*(->${term})?$`).test(text)) {
    throw valueError(`einsum: expected letters, '...', commas and one '->', got '${subscripts}'`);
  }
  if (inputs.length !== tensors.length) {
    throw valueError(`einsum: '${subscripts}' names ${inputs.length} operands, ${tensors.length} were given`);
  }
  const labels = tensors.map((tensor, index) => labelsOf(inputs[index] ?? '', tensor));
  const further = Math.max(0, ...labels.map((each) => each.filter(isFurther).length));
  const extents = new Map<string, number>();
  for (const [index, tensor] of tensors.entries()) {
    for (const [axis, label] of (labels[index] ?? []).entries()) noteExtent(extents, label, tensor, axis);
  }
  const operands = tensors.map((tensor, index) => withoutStretched(tensor, labels[index] ?? [], extents));
  return { operands, result: resultLabels(subscripts, left, right, further, extents) };
}

/** The label of an axis that `...` stands for, counted from the last one of them. */
const furtherLabel = (fromLast: number): string => `...${fromLast}`;
const isFurther = (label: string): boolean => label.startsWith('...');

/** The letters of a term, with a label for each of so many axes in place of `...`. */
function withFurther(term: string, count: number): string[] {
  const [first = '', rest] = term.split('...');
  if (rest === undefined) return [...first];
  return [...first, ...Array.from({ length: count }, (_, axis) => furtherLabel(count - axis)), ...rest];
}

/** The labels of the axes of an operand. */
function labelsOf(term: string, { shape, type }: Tensor): string[] {
  const letters = term.replace('...', '').length;
  const labels = withFurther(term, Math.max(0, shape.length - letters));
  if (labels.length === shape.length) return labels;
  throw shapeError(`einsum: '${term}' has ${labels.length} axes, its operand is ${formatType(type)}`);
}

/** Keeps the extent of a label, and throws where another was known, unless an axis of `...` is stretched from 1. */
function noteExtent(
  extents: Map<string, number>,
  label: string,
  { shape, type }: Tensor,
  axis: number,
): void {
  const extent = shape[axis] ?? 1;
  const known = extents.get(label) ?? extent;
  const isStretched = isFurther(label) && (known === 1 || extent === 1);
  if (known !== extent && !isStretched) {
    const name = isFurther(label) ? '...' : label;
    throw shapeError(`einsum: '${name}' has extent ${known}, and ${extent} in ${formatType(type)}`);
  }
  extents.set(label, known === 1 ? extent : known);
}

/** An operand without the axes of one element that broadcasting stretches: a product stretches them anyway. */
function withoutStretched(
  tensor: Tensor,
  labels: readonly string[],
  extents: ReadonlyMap<string, number>,
): Labelled {
  const isOwn = (label: string, axis: number): boolean => tensor.shape[axis] === extents.get(label);
  return {
    tensor: tensor.reshape(tensor.shape.filter((_, axis) => isOwn(labels[axis] ?? '', axis))),
    labels: labels.filter(isOwn),
  };
}

function resultLabels(
  subscripts: string,
  left: string,
  right: string | undefined,
  further: number,
  extents: ReadonlyMap<string, number>,
): string[] {
  const letters = [...left].filter((letter) => letter !== ',' && letter !== '.');
  if (right === undefined) {
    const once = letters.filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter));
    return [...withFurther('...', further), ...once.sort()];
  }
  const result = withFurther(right, further);
  const bad = result.find((letter, index) => !extents.has(letter) || result.indexOf(letter) !== index);
  if (bad !== undefined) {
    throw valueError(
      `einsum: '${bad}' of the result of '${subscripts}' must occur in an operand, and once in the result`,
    );
  }
  return result;
}

/** An operand in which every letter occurs once: axes of one letter are replaced by their diagonal. */
function withoutRepeats({ tensor, labels }: Labelled): Labelled {
  const second = labels.findIndex((label, axis) => labels.indexOf(label) !== axis);
  if (second < 0) return { tensor, labels };
  const label = labels[second] ?? '';
  const rest = labels.filter((_, axis) => axis !== second && axis !== labels.indexOf(label));
  return withoutRepeats({
    tensor: diagonal(tensor, labels.indexOf(label), second),
    labels: [...rest, label],
  });
}

/** Sums over the axes that are not needed. */
function sumExcept({ tensor, labels }: Labelled, needed: ReadonlySet<string>): Labelled {
  const axis = [...labels.keys()].filter((each) => !needed.has(labels[each] ?? ''));
  if (axis.length === 0) return { tensor, labels };
  return { tensor: tensor.sum({ axis }), labels: labels.filter((label) => needed.has(label)) };
}

/** The axes in another order. */
const arrange = ({ tensor, labels }: Labelled, order: readonly string[]): Labelled => ({
  tensor: order.every((label, axis) => labels[axis] === label)
    ? tensor
    : tensor.transpose(order.map((label) => labels.indexOf(label))),
  labels: order,
});

/** The product of two operands, summed over the letters that they share and nothing later needs. */
function contract(x: Labelled, y: Labelled, later: ReadonlySet<string>): Labelled {
  const left = sumExcept(x, new Set([...later, ...y.labels]));
  const right = sumExcept(y, new Set([...later, ...x.labels]));
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const batch = shared.filter((label) => later.has(label));
  const summed = shared.filter((label) => !later.has(label));
  const rows = left.labels.filter((label) => !shared.includes(label));
  const columns = right.labels.filter((label) => !shared.includes(label));
  const labels = [...batch, ...rows, ...columns];
  const a = arrange(left, [...batch, ...rows, ...summed]).tensor;
  const b = arrange(right, [...batch, ...summed, ...columns]).tensor;
  const [outer, m] = [
    a.shape.slice(0, batch.length),
    a.shape.slice(batch.length, batch.length + rows.length),
  ];
  const n = b.shape.slice(batch.length + summed.length);
  const size = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
  const k = size(b.shape.slice(batch.length, batch.length + summed.length));
  if (summed.length === 0) {
    const wide = a.reshape([...outer, ...m, ...n.map(() => 1)]);
    return { tensor: wide.mul(b.reshape([...outer, ...m.map(() => 1), ...n])), labels };
  }
  const product = a.reshape([...outer, size(m), k]).matmul(b.reshape([...outer, k, size(n)]));
  return { tensor: product.reshape([...outer, ...m, ...n]), labels };
}
