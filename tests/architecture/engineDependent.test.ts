import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { descendants, parse, place, readSources, type Source } from './sources.ts';

/** What the language defines to the bit. Everything else in Math differs between JavaScript engines. */
const exact = new Set([
  ...['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'],
  ...['E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'PI', 'SQRT1_2', 'SQRT2'],
]);

const isRestricted = ({ path }: Source): boolean => !path.startsWith('plot/') && !path.startsWith('cli/');

/** Uses of Math that may give other bits in another engine, and powers, which are `Math.pow` in disguise. */
function engineDependent(source: Source): string[] {
  return [...descendants(source.tree)]
    .filter((node) => isInexactMath(node) || isPower(node))
    .map((node) => `${place(source, node)} uses ${node.parent.getText(source.tree)}`);
}

const isInexactMath = (node: ts.Node): boolean =>
  ts.isIdentifier(node) &&
  node.text === 'Math' &&
  !(ts.isPropertyAccessExpression(node.parent) && exact.has(node.parent.name.text));

const isPower = (node: ts.Node): boolean =>
  (node.kind === ts.SyntaxKind.AsteriskAsteriskToken ||
    node.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken) &&
  !node.parent.getChildren().some(ts.isBigIntLiteral);

describe('numeric code', () => {
  const sources = readSources('src').filter(isRestricted);

  it('uses nothing whose bits depend on the JavaScript engine', () => {
    expect(sources.flatMap(engineDependent)).toEqual([]);
  });
});

describe('the check of engine-dependent code', () => {
  it('finds functions, powers and aliases of Math', () => {
    const text = 'Math.exp(1);\nx ** 2;\nx **= 2;\nconst { log } = Math;\nMath["tanh"](x);\nMath.random();';
    expect(engineDependent(parse('nn/a.ts', text))).toEqual([
      'nn/a.ts:1 uses Math.exp',
      'nn/a.ts:2 uses x ** 2',
      'nn/a.ts:3 uses x **= 2',
      'nn/a.ts:4 uses { log } = Math',
      'nn/a.ts:5 uses Math["tanh"]',
      'nn/a.ts:6 uses Math.random',
    ]);
  });

  it('accepts what is exact', () => {
    expect(engineDependent(parse('nn/a.ts', 'Math.sqrt(Math.PI); 2n ** 32n; x.log(); exp(x);'))).toEqual([]);
  });
});
