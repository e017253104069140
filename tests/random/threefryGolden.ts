import { type Key, type KeyLayout, key } from '../../src/random/index.ts';
import type { Tensor } from '../../src/trace/index.ts';
import { type GoldenArray, type GoldenNumber, goldenTensor, readGolden } from '../golden/readGolden.ts';

/** The arguments of a case, by JAX's names. */
export interface ThreefryParams {
  readonly seed: string;
  readonly num: number;
  readonly data: number;
  readonly xor?: number;
  readonly sum?: number;
  readonly shape: readonly number[];
  readonly minval?: number;
  readonly maxval?: number;
  readonly lower: GoldenNumber;
  readonly upper: GoldenNumber;
  readonly p: number;
  readonly dtype: 'i32' | 'u32';
  readonly n?: number;
  readonly axis?: number;
  readonly independent?: boolean;
  readonly replace: boolean;
  readonly hasP?: boolean;
}

/** A case of threefry.py. */
export interface ThreefryCase {
  readonly name: string;
  readonly op: string;
  readonly layout: KeyLayout;
  readonly params: ThreefryParams;
  readonly inputs: readonly GoldenArray[];
  readonly outputs: readonly GoldenArray[];
}

const { cases } = readGolden<{ cases: readonly ThreefryCase[] }>('threefry');

/** The cases of an operation beside their names, as `it.each` takes them. */
export const threefryCases = (op: string): (readonly [string, ThreefryCase])[] =>
  cases.filter((each) => each.op === op).map((each) => [each.name, each] as const);

/** The words of the key and the further inputs of a case. */
export const inputsOf = ({ inputs }: ThreefryCase): Tensor[] => inputs.map(goldenTensor);

/** The key of given words. */
export const keyOf = (layout: KeyLayout, words: Tensor): Key => ({ ...key(0, layout), words });
