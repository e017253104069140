import { describe, expect, it } from 'vitest';
import { ModuleBuilder } from '../../src/wasm/assembler.ts';
import type { FunctionBuilder } from '../../src/wasm/functionBuilder.ts';
import type { ValueType } from '../../src/wasm/instructions.ts';

type Host = Record<string, WebAssembly.ImportValue>;

function instantiate(builder: ModuleBuilder, host: Host = {}): Record<string, (...args: number[]) => number> {
  const bytes = builder.toBytes();
  expect(WebAssembly.validate(bytes)).toBe(true);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host });
  return exports as Record<string, (...args: number[]) => number>;
}

function compile(params: ValueType[], build: (f: FunctionBuilder) => void): (...args: number[]) => number {
  const builder = new ModuleBuilder();
  builder.exportFunction('run', builder.addFunction('run', params, ['i32'], build));
  return instantiate(builder).run!;
}

describe('structured control', () => {
  it('branches out of nested blocks by label', () => {
    const run = compile(['i32'], (f) => {
      const x = f.param(0);
      const result = f.local('i32');
      f.block((outer) => {
        f.block((inner) => {
          f.get(x).i32.const(1).i32.eq().brIf(inner);
          f.get(x).i32.const(2).i32.eq().brIf(outer);
          f.i32.const(30).set(result).br(outer);
        });
        f.i32.const(10).set(result);
      });
      f.get(result);
    });
    expect([1, 2, 3].map((x) => run(x))).toEqual([10, 0, 30]);
  });

  it('loops until it no longer branches', () => {
    const factorial = compile(['i32'], (f) => {
      const x = f.param(0);
      const product = f.local('i32');
      f.i32.const(1).set(product);
      f.block((done) => {
        f.loop((again) => {
          f.get(x).i32.eqz().brIf(done);
          f.get(product).get(x).i32.mul().set(product);
          f.get(x).i32.const(1).i32.sub().set(x).br(again);
        });
      });
      f.get(product);
    });
    expect([0, 1, 5, 10].map((x) => factorial(x))).toEqual([1, 1, 120, 3628800]);
  });

  it('chooses between branches, with and without a result', () => {
    const sign = compile(['i32'], (f) => {
      const x = f.param(0);
      f.get(x).i32.const(0).i32.ltS();
      f.if_(
        () => f.i32.const(-1),
        () => {
          f.get(x)
            .i32.eqz()
            .if_(() => f.i32.const(0).return_());
          f.i32.const(1);
        },
        'i32',
      );
    });
    expect([-7, 0, 9].map((x) => sign(x))).toEqual([-1, 0, 1]);
    const larger = compile(['i32', 'i32'], (f) => {
      const [x, y] = [f.param(0), f.param(1)];
      f.get(x).get(y).get(x).get(y).i32.gtS().select();
    });
    expect([larger(3, 5), larger(5, 3)]).toEqual([5, 5]);
  });

  it('forRange visits begin, begin + step, ... below end, and nothing of an empty range', () => {
    const sum = compile(['i32', 'i32'], (f) => {
      const total = f.local('i32');
      f.forRange(f.param(0), f.param(1), 3, (index) => {
        f.forRange(0, 2, 1, () => f.get(total).get(index).i32.add().set(total));
      });
      f.forRange(5, 5, 1, () => f.i32.const(1000).set(total));
      f.get(total);
    });
    expect(sum(1, 8)).toBe(2 * (1 + 4 + 7));
    expect(sum(1, 7)).toBe(2 * (1 + 4));
    expect(sum(4, 4)).toBe(0);
    expect(sum(-3, 1)).toBe(-6);
    expect(sum(9, -9)).toBe(0);
  });

  it('keeps locals of different types apart', () => {
    const run = compile(['f32', 'i32'], (f) => {
      const locals = (['i32', 'f32', 'f32', 'v128', 'i32'] as const).map((type) => f.local(type));
      f.get(f.param(1)).set(locals[0]!).get(f.param(0)).set(locals[1]!);
      f.get(locals[1]!).f32.const(2).f32.mul().tee(locals[2]!).f32x4.splat().set(locals[3]!);
      f.get(locals[3]!).f32x4.extractLane(3).i32.truncSatF32S().get(locals[0]!).i32.add().set(locals[4]!);
      f.i32.const(99).drop().get(locals[4]!);
    });
    expect(run(4.5, 100)).toBe(109);
  });

  it('reports mistakes of the writer of a function', () => {
    expect(() => compile(['i32'], (f) => f.get(f.param(1)))).toThrow(/parameter from 0 to 0, got 1/);
  });
});

describe('modules', () => {
  it('call imported, added and recursive functions, and share types', () => {
    const builder = new ModuleBuilder();
    const heard: number[] = [];
    const tell = builder.importFunction('host', 'tell', ['i32'], []);
    const twice = builder.addFunction('twice', ['i32'], ['i32'], (f) => {
      f.get(f.param(0)).call(tell).get(f.param(0)).i32.const(2).i32.mul();
    });
    const sumTo = builder.addFunction('sumTo', ['i32'], ['i32'], (f, self) => {
      const n = f.param(0);
      f.get(n).i32.eqz();
      f.if_(
        () => f.i32.const(0),
        () => f.get(n).i32.const(1).i32.sub().call(self).get(n).i32.add(),
        'i32',
      );
    });
    builder.exportFunction('twice', twice);
    builder.exportFunction('sumTo', sumTo);
    const { twice: double, sumTo: sum } = instantiate(builder, { tell: (x: number) => heard.push(x) });
    expect(double!(21)).toBe(42);
    expect(heard).toEqual([21]);
    expect(sum!(10)).toBe(55);
    expect(() => builder.importFunction('host', 'late', [], [])).toThrow(/imported before/);
  });

  it('traps where it says unreachable, and names the function', () => {
    const builder = new ModuleBuilder();
    builder.exportFunction(
      'run',
      builder.addFunction('brokenKernel', [], [], (f) => f.unreachable()),
    );
    try {
      instantiate(builder).run!();
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(WebAssembly.RuntimeError);
      expect((error as Error).stack).toContain('brokenKernel');
    }
  });

  it('keep globals', () => {
    const builder = new ModuleBuilder();
    const counter = builder.addGlobal('i32', 5, true);
    const scale = builder.addGlobal('f32', 1.5, false);
    const next = builder.addFunction('next', [], ['f32'], (f) => {
      f.getGlobal(counter).i32.const(1).i32.add().setGlobal(counter);
      f.getGlobal(counter).f32.convertI32S().getGlobal(scale).f32.mul();
    });
    builder.exportFunction('next', next);
    const { next: call } = instantiate(builder);
    expect([call!(), call!()]).toEqual([9, 10.5]);
  });

  it('put active data in place and copy passive data on demand', () => {
    const builder = new ModuleBuilder();
    builder.importMemory('host', 'memory', { minPages: 1, maxPages: 2 });
    builder.addActiveData(100, Uint8Array.of(1, 2, 3));
    const passive = builder.addPassiveData(Uint8Array.of(7, 8, 9));
    const copy = builder.addFunction('copy', [], [], (f) => {
      f.i32.const(200).i32.const(1).i32.const(2).memoryInit(passive).dataDrop(passive);
    });
    builder.exportFunction('copy', copy);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
    const { copy: run } = instantiate(builder, { memory });
    const bytes = new Uint8Array(memory.buffer);
    expect([...bytes.slice(99, 104)]).toEqual([0, 1, 2, 3, 0]);
    run!();
    expect([...bytes.slice(199, 203)]).toEqual([0, 8, 9, 0]);
    expect(() => run!()).toThrow(WebAssembly.RuntimeError);
  });

  it('import shared memory, which needs a maximum', () => {
    const builder = new ModuleBuilder();
    builder.importMemory('host', 'memory', { minPages: 1, maxPages: 3, shared: true });
    const load = builder.addFunction('load', [], ['i32'], (f) => f.i32.const(8).i32.load());
    builder.exportFunction('load', load);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 3, shared: true });
    new Int32Array(memory.buffer)[2] = 77;
    expect(instantiate(builder, { memory }).load!()).toBe(77);
    expect(() => new ModuleBuilder().importMemory('host', 'memory', { minPages: 1, shared: true })).toThrow(
      /needs maxPages/,
    );
  });
});
