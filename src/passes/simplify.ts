import type { Func, Value } from '../ir/func.ts';
import type { Op } from '../ir/op.ts';
import { type Rewriting, rewrite } from './rewrite.ts';
import { UniformValues } from './uniform.ts';

/** Applies the operations' own simplifications and identities; every one of them keeps the bits. */
export function simplify(func: Func): Func {
  let uniforms: UniformValues | null = null;
  return rewrite(func, ({ op, inputs, params }, context) => {
    uniforms ??= new UniformValues(context.definitionOf);
    const identity = withoutIdentity(op, inputs, uniforms);
    if (identity !== null) return [identity];
    const simpler = op.simplify?.(context.builder, { inputs, params, madeBy: madeBy(context) }) ?? null;
    return simpler === null ? null : [simpler];
  });
}

function withoutIdentity(op: Op, inputs: readonly Value[], uniforms: UniformValues): Value | null {
  const { rightIdentity, commutative } = op.traits;
  if (rightIdentity === undefined) return null;
  const [x, y] = inputs as readonly [Value, Value];
  // Only floats tell -0 from 0.
  const isIdentity = (value: Value): boolean =>
    value.type.dtype === 'f32'
      ? Object.is(uniforms.of(value), rightIdentity)
      : uniforms.of(value) === rightIdentity;
  if (isIdentity(y)) return x;
  return commutative && isIdentity(x) ? y : null;
}

/** How the values of a function that is being rewritten were made. */
export const madeBy =
  ({ definitionOf }: Rewriting) =>
  <Inputs extends readonly Value[], Params>(
    value: Value,
    op: Op<Inputs, Params>,
  ): { inputs: Inputs; params: Params } | null => {
    const definition = definitionOf(value);
    return definition !== undefined && (definition.op as unknown) === op
      ? { inputs: definition.inputs as Inputs, params: definition.params as Params }
      : null;
  };
