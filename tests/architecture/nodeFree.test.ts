import { builtinModules } from 'node:module';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { importsOf } from './imports.ts';
import { descendants, parse, place, readSources, type Source } from './sources.ts';

/** The files that may use Node: the command, and hosts that are named for it. */
const isForNode = (path: string): boolean =>
  path.startsWith('cli/') || /(^|\/)(node|node[A-Z]\w*|\w+Node)\.ts$/.test(path);

/** Variables that only Node has; `globalThis.process` asks for one where it may be missing. */
const nodeGlobals = new Set(['process', 'Buffer', 'require', '__dirname', '__filename', 'setImmediate']);

/** What a file takes from Node, types included, as users may compile without Node's. */
function nodeUses(source: Source): string[] {
  const imports = importsOf(source).filter(({ to }) => to.startsWith('node:') || builtinModules.includes(to));
  const globals = [...descendants(source.tree)].filter(
    (node) => ts.isIdentifier(node) && nodeGlobals.has(node.text) && isVariable(node),
  );
  return [
    ...imports.map((bad) => `${bad.place} imports ${bad.to}`),
    ...globals.map((node) => `${place(source, node)} uses ${node.getText(source.tree)}`),
  ];
}

/** Whether an identifier stands for a variable, and not for a type, a property or a declaration. */
const isVariable = (node: ts.Identifier): boolean =>
  !ts.isTypeNode(node.parent) && !('name' in node.parent && node.parent.name === node);

describe('code that browsers load', () => {
  it('uses nothing of Node', () => {
    const sources = readSources('src').filter(({ path }) => !isForNode(path));
    expect(sources.flatMap(nodeUses)).toEqual([]);
  });
});

describe('the check for Node', () => {
  it('finds imports under either name, types too', () => {
    const text =
      "import { join } from 'node:path';\nimport fs from 'fs';\nimport type { Stats } from 'node:fs';";
    expect(nodeUses(parse('plot/a.ts', text))).toEqual([
      'plot/a.ts:1 imports node:path',
      'plot/a.ts:2 imports fs',
      'plot/a.ts:3 imports node:fs',
    ]);
  });

  it('finds variables, but not properties and types of the same name', () => {
    const text =
      'process.cwd();\nglobalThis.process?.version;\nconst a = process;\nrun({ process: 1 }, x as Buffer);\nnew Uint8Array(Buffer.from(a));';
    expect(nodeUses(parse('nn/a.ts', text))).toEqual([
      'nn/a.ts:1 uses process',
      'nn/a.ts:3 uses process',
      'nn/a.ts:5 uses Buffer',
    ]);
  });

  it('lets only the command and Node hosts off', () => {
    expect(['cli/a.ts', 'runtime/nodeHost.ts', 'data/fileNode.ts'].every(isForNode)).toBe(true);
    expect(['plot/nodes.ts', 'runtime/host.ts', 'runtime/anode.ts'].some(isForNode)).toBe(false);
  });
});
