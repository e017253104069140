import { existsSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import description from '../../package.json' with { type: 'json' };
import { parse } from './sources.ts';

/** The source files behind the entries of package.json's `exports`. */
const entries = Object.values(description.exports)
  .map(({ types }) => types.replace('./dist/', 'src/').replace('.d.ts', '.ts'))
  .filter((file) => existsSync(file));

/** What an entry exports without a comment that says what it is. */
function undocumentedExports(program: ts.Program, entry: string): string[] {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(entry);
  const module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error(`${entry} is not a module`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter((symbol) => (symbol.flags & ts.SymbolFlags.Module) === 0)
    .filter((symbol) => symbol.getDocumentationComment(checker).length === 0)
    .map((symbol) => `${entry} exports ${symbol.name}, which has no docstring`);
}

function compileInMemory(files: Readonly<Record<string, string>>): ts.Program {
  const options = { noLib: true, module: ts.ModuleKind.NodeNext, allowImportingTsExtensions: true };
  const host = ts.createCompilerHost(options);
  host.getSourceFile = (path) => (path in files ? parse(path, files[path]!).tree : undefined);
  host.fileExists = (path) => path in files;
  host.readFile = (path) => files[path];
  return ts.createProgram(Object.keys(files), options, host);
}

describe('the public exports', () => {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const program = ts.createProgram(entries, options);

  it.each(entries)('of %s have docstrings', (entry) => {
    expect(undocumentedExports(program, entry)).toEqual([]);
  });
});

describe('the check of docstrings', () => {
  it('looks through re-exports', () => {
    const program = compileInMemory({
      '/index.ts': "export * from './a.ts';\nexport { c as d } from './a.ts';",
      '/a.ts':
        '/** Good. */\nexport const a = 1;\nexport type B = 1;\n// Not a docstring.\nexport function c(): void {}',
    });
    const undocumented = ['c', 'c', 'B'].map((name) => `/index.ts exports ${name}, which has no docstring`);
    expect(undocumentedExports(program, '/index.ts')).toEqual(undocumented);
  });
});
