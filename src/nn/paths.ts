import type { Tensor } from '../trace/index.ts';

/** The names of the children of a tree: numbers in tuples. */
type Names<Parameters> = keyof Parameters & (Parameters extends readonly unknown[] ? `${number}` : string);

/** The paths of the tensors in a tree of parameters: `'0.weight' | '0.bias' | ...`. */
export type TensorPath<Parameters> = {
  [Name in Names<Parameters>]: Parameters[Name] extends Tensor
    ? Name
    : `${Name}.${TensorPath<Parameters[Name]>}`;
}[Names<Parameters>];

/** The paths of the parts of a tree of parameters, of tensors and of what they are in: `'0' | '0.weight' | '0.bias' | ...`. */
export type PartPath<Parameters> = {
  [Name in Names<Parameters>]: Parameters[Name] extends Tensor
    ? Name
    : Name | `${Name}.${PartPath<Parameters[Name]>}`;
}[Names<Parameters>];

/** The part of paths that comes after a name. */
type After<Path extends string, Name> = Name extends string
  ? Path extends `${Name}.${infer Rest}`
    ? Rest
    : never
  : never;

/** A tree of which only lists and records are left. */
type WithoutTensors<Parameters> = Parameters extends readonly unknown[]
  ? { [Index in keyof Parameters]: WithoutTensors<Parameters[Index]> }
  : {
      [Name in keyof Parameters as Parameters[Name] extends Tensor ? never : Name]: WithoutTensors<
        Parameters[Name]
      >;
    };

/** A tree without the tensors at some paths, and within the parts at some paths. */
export type WithoutPaths<Parameters, Path extends string> = Parameters extends Tensor
  ? Parameters
  : Parameters extends readonly unknown[]
    ? {
        [Index in keyof Parameters]: Index extends Path
          ? WithoutTensors<Parameters[Index]>
          : WithoutPaths<Parameters[Index], After<Path, Index>>;
      }
    : {
        [Name in keyof Parameters as Name extends Path
          ? Parameters[Name] extends Tensor
            ? never
            : Name
          : Name]: Name extends Path
          ? WithoutTensors<Parameters[Name]>
          : WithoutPaths<Parameters[Name], After<Path, Name>>;
      };
