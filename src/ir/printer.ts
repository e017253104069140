import { type Func, isFunc, type Value } from './func.ts';
import { formatType } from './types.ts';

const MAX_ELEMENTS = 8;

const formatNumber = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

function formatParams(params: unknown): string {
  if (params === undefined) return '';
  return ` ${JSON.stringify(params, (_, part: unknown) => {
    if (isFunc(part)) return part.name;
    if (typeof part === 'number' && (!Number.isFinite(part) || Object.is(part, -0)))
      return formatNumber(part);
    if (!ArrayBuffer.isView(part)) return part;
    const elements = Array.from(part as Float32Array);
    return elements.length <= MAX_ELEMENTS
      ? elements.map(formatNumber).join(' ')
      : `${elements.length} elements`;
  })}`;
}

const indent = (text: string): string => text.replaceAll(/^/gm, '    ');

/** The function as text, one instruction a line: `%3: f32[2, 3] = add %1 %2`. */
export function printFunc(func: Func): string {
  const names = new Map<Value, string>();
  const nameOf = (value: Value): string => {
    const name = names.get(value) ?? `%${names.size}`;
    names.set(value, name);
    return name;
  };
  const typed = (value: Value): string => `${nameOf(value)}: ${formatType(value.type)}`;
  const lines = [`${func.name}(${func.inputs.map(typed).join(', ')}) {`];
  for (const { op, inputs, params, outputs } of func.instructions) {
    const operands = inputs.map((input) => ` ${nameOf(input)}`).join('');
    lines.push(`  ${outputs.map(typed).join(', ')} = ${op.name}${operands}${formatParams(params)}`);
    for (const inner of op.functions?.(params) ?? []) lines.push(indent(printFunc(inner)));
  }
  lines.push(`  return ${func.outputs.map(nameOf).join(', ')}`, '}');
  return lines.join('\n');
}
