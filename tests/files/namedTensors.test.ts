import { describe, expect, it } from 'vitest';
import { nameTensors, takeTensors } from '../../src/files/index.ts';
import { tensor } from '../../src/trace/index.ts';

const tree = () => ({
  layers: [
    { weight: tensor([[1, 2, 3]]), mask: tensor(Uint8Array.of(1, 0), { dtype: 'bool' }) },
    {},
    { bias: tensor(Uint32Array.of(7)) },
  ],
  layout: 'original',
});

describe('nameTensors', () => {
  it('names tensors by their paths and leaves other leaves out', () => {
    expect(nameTensors(tree(), 'robust')).toEqual({
      'robust.layers.0.weight': { dtype: 'f32', shape: [1, 3], data: Float32Array.of(1, 2, 3) },
      'robust.layers.0.mask': { dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) },
      'robust.layers.2.bias': { dtype: 'u32', shape: [1], data: Uint32Array.of(7) },
    });
  });
});

describe('nameTensors, of a tree whose keys hold dots,', () => {
  it('refuses to call two tensors the same', () => {
    expect(() => nameTensors({ 'a.b': tensor([1]), a: { b: tensor([2]) } })).toThrow(
      'nameTensors: two tensors of the tree would be called a.b',
    );
  });
});

describe('takeTensors', () => {
  it('gives back what was named', () => {
    const named = { ...nameTensors(tree(), 'a'), ...nameTensors(tensor([5]), 'b') };
    const taken = takeTensors(tree(), named, 'a');
    expect(taken.layout).toBe('original');
    expect(nameTensors(taken, 'a')).toEqual(nameTensors(tree(), 'a'));
    expect(takeTensors(tensor([0]), named, 'b').toTypedArray()).toEqual(Float32Array.of(5));
  });

  it('names what is missing, of another shape or type, or too many', () => {
    const named = nameTensors({ weight: tensor([1, 2]) });
    expect(() => takeTensors({ bias: tensor([1]) }, {})).toThrow(
      'expected bias, f32[1], and it is not there',
    );
    expect(() => takeTensors({ weight: tensor([1]) }, named)).toThrow('weight to be f32[1], got f32[2]');
    expect(() => takeTensors({ weight: tensor(Int32Array.of(1, 2)) }, named)).toThrow(
      'to be i32[2], got f32[2]',
    );
    expect(() => takeTensors({}, named)).toThrow('weight has no place in the tree');
  });
});
