import { describe, expect, it } from 'vitest';
import { instantiate } from './instantiate.ts';

describe('lanes, constants and memory', () => {
  const floats = (view: DataView, address: number, count: number): number[] =>
    Array.from({ length: count }, (_, index) => view.getFloat32(address + 4 * index, true));
  const fill = (view: DataView, address: number, values: readonly number[]): void => {
    values.forEach((value, index) => {
      view.setFloat32(address + 4 * index, value, true);
    });
  };

  it('splat, extractLane and replaceLane address the lane they are given', () => {
    for (let lane = 0; lane < 4; lane++) {
      const { view, run } = instantiate((f) => {
        f.i32.const(0).i32.const(64).v128.load();
        f.i32.const(64).v128.load().f32x4.extractLane(lane);
        f.f32
          .const(1)
          .f32.add()
          .f32x4.replaceLane((lane + 1) % 4)
          .v128.store();
        f.i32.const(16).i32.const(64).v128.load();
        f.i32
          .const(64)
          .v128.load()
          .i32x4.extractLane(lane)
          .i32x4.replaceLane((lane + 2) % 4)
          .v128.store();
        f.i32.const(32).f32.const(1.5).f32x4.splat().v128.store();
        f.i32.const(48).i32.const(-9).i32x4.splat().v128.store();
      });
      const input = [1, 2, 3, 4];
      fill(view, 64, input);
      run();
      expect(floats(view, 0, 4)).toEqual(input.with((lane + 1) % 4, input[lane]! + 1));
      expect(floats(view, 16, 4)).toEqual(input.with((lane + 2) % 4, input[lane]!));
      expect(floats(view, 32, 4)).toEqual([1.5, 1.5, 1.5, 1.5]);
      expect([48, 52, 56, 60].map((at) => view.getInt32(at, true))).toEqual([-9, -9, -9, -9]);
    }
  });

  it('constants keep their bits', () => {
    const { view, run } = instantiate((f) => {
      f.i32.const(0).f32x4.const(-0).v128.store();
      f.i32.const(16).i32x4.const(0xfffffffe).v128.store();
      f.i32
        .const(32)
        .v128.const(Uint8Array.from({ length: 16 }, (_, byte) => byte))
        .v128.store();
      f.i32.const(48).f32.const(1e-45).f32.store();
      f.i32.const(52).i32.const(-2147483648).i32.store();
    });
    run();
    expect(floats(view, 0, 4)).toEqual([-0, -0, -0, -0]);
    expect(view.getInt32(28, true)).toBe(-2);
    expect(view.getUint8(37)).toBe(5);
    expect(view.getInt32(48, true)).toBe(1);
    expect(view.getInt32(52, true)).toBe(-2147483648);
  });

  it('partial loads and stores touch the bytes they name, at their offset', () => {
    const { view, run } = instantiate((f) => {
      f.i32.const(0).i32.const(64).v128.load32Splat(4).v128.store();
      f.i32.const(16).i32.const(64).v128.load32Zero(8).v128.store();
      f.i32.const(32).i32.const(64).v128.load64Zero(4).v128.store();
      f.i32.const(256).i32.const(64).i32.const(64).v128.load().v128.load32Lane(16, 2).v128.store();
      f.i32.const(272).i32.const(64).i32.const(64).v128.load().v128.load64Lane(20, 1).v128.store();
      f.i32.const(288).i32.const(64).v128.load().v128.store32Lane(4, 3);
      f.i32.const(304).i32.const(64).v128.load().v128.store64Lane(4, 1);
      f.i32.const(320).i32.const(64).f32.load(12).f32.store(4);
      f.i32.const(336).i32.const(64).i32.load(8).i32.store(4);
    });
    fill(view, 64, [1, 2, 3, 4, 5, 6, 7]);
    run();
    expect(floats(view, 0, 12)).toEqual([2, 2, 2, 2, 3, 0, 0, 0, 2, 3, 0, 0]);
    expect(floats(view, 256, 8)).toEqual([1, 2, 5, 4, 1, 2, 6, 7]);
    expect(floats(view, 288, 8)).toEqual([0, 4, 0, 0, 0, 3, 4, 0]);
    expect(floats(view, 320, 8)).toEqual([0, 4, 0, 0, 0, 3, 0, 0]);
  });

  it('shuffles take bytes and lanes of both vectors', () => {
    const { view, run } = instantiate((f) => {
      const both = () => f.i32.const(64).v128.load().i32.const(80).v128.load();
      f.i32.const(0);
      both().shuffleLanes([6, 1, 4, 3]).v128.store();
      f.i32.const(16);
      both().shuffle([31, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]).v128.store();
    });
    for (let byte = 0; byte < 32; byte++) view.setUint8(64 + byte, byte);
    run();
    expect(Array.from({ length: 4 }, (_, lane) => view.getUint8(4 * lane))).toEqual([24, 4, 16, 12]);
    expect(view.getUint8(16)).toBe(31);
    expect(view.getUint8(31)).toBe(14);
  });

  it('memoryCopy and memoryFill move bytes', () => {
    const { view, run } = instantiate((f) => {
      f.i32.const(0).i32.const(64).i32.const(8).memoryCopy();
      f.i32.const(8).i32.const(0xab).i32.const(2).memoryFill();
    });
    fill(view, 64, [1, 2, 3]);
    run();
    expect(floats(view, 0, 2)).toEqual([1, 2]);
    expect(view.getUint32(8, true)).toBe(0xabab);
  });

  it('refuses lanes and vectors that do not exist', () => {
    expect(() => instantiate((f) => f.f32x4.extractLane(4))).toThrow(/lane from 0 to 3, got 4/);
    expect(() => instantiate((f) => f.v128.const(new Uint8Array(4)))).toThrow(/16 bytes/);
    expect(() => instantiate((f) => f.shuffle([1]))).toThrow(/16 byte numbers/);
    expect(() => instantiate((f) => f.shuffleLanes([0, 1, 2, 8]))).toThrow(/from 0 to 31, got 32/);
  });
});
