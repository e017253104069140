import { posix } from 'node:path';
import ts from 'typescript';
import { descendants, place, type Source } from './sources.ts';

/** One import or re-export of a file. */
export interface Import {
  readonly from: string;
  /** A path below the same folder as `from`, or a package's name. */
  readonly to: string;
  readonly place: string;
  /** False if only types cross, so that nothing is left of it when the program runs. */
  readonly value: boolean;
}

/** Everything a file imports or re-exports, `import()` included. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  for (const node of descendants(source.tree)) {
    const specifier = specifierOf(node);
    if (specifier === undefined) continue;
    const to = specifier.startsWith('.') ? posix.join(posix.dirname(source.path), specifier) : specifier;
    found.push({ from: source.path, to, place: place(source, node), value: !isTypeOnly(node) });
  }
  return found;
}

function specifierOf(node: ts.Node): string | undefined {
  const expression =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : undefined;
  return expression !== undefined && ts.isStringLiteral(expression) ? expression.text : undefined;
}

const isTypeOnly = (node: ts.Node): boolean =>
  (ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) ||
  (ts.isExportDeclaration(node) && node.isTypeOnly);
