import { expect } from 'vitest';
import { ModuleBuilder } from '../../src/wasm/assembler.ts';
import type { FunctionBuilder } from '../../src/wasm/functionBuilder.ts';

/** A function of nothing that works on a memory of one page. */
export interface OnMemory {
  readonly view: DataView;
  readonly run: () => void;
}

/** Compiles one function that `emit` writes, after asking the engine whether it is valid. */
export function instantiate(emit: (f: FunctionBuilder) => void): OnMemory {
  const builder = new ModuleBuilder();
  builder.importMemory('host', 'memory', { minPages: 1 });
  builder.exportFunction('run', builder.addFunction('run', [], [], emit));
  const bytes = builder.toBytes();
  expect(WebAssembly.validate(bytes)).toBe(true);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { memory } });
  return { view: new DataView(memory.buffer), run: exports.run as () => void };
}
