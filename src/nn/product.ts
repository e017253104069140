import { arange, type Tensor } from '../trace/index.ts';
import type { NumberedSteps, TimeSteps } from './temporalModule.ts';

/**
 * What multiplies f32 `[rows, inputs]` by a weight `[inputs, outputs]` in a layer and gives `[rows, outputs]`, such as `crossbarProduct` of
 * `limpet/hardware`. Recurrent weights are read once in every time step: there `step` is its number, an i32 scalar.
 */
export type Product = (input: Tensor, weight: Tensor, step?: Tensor) => Tensor;

/** Time steps with their numbers, where there is a product to be told. */
export const numberedSteps = (steps: TimeSteps, product: Product | undefined): NumberedSteps =>
  product ? { ...steps, step: arange(steps.input.shape[0] ?? 0) } : steps;

/** Products by the path of the weight, such as `0.weight`. */
export type ProductByPath = (path: string) => Product;

/** The option `product` of a layer, or nothing. */
export interface ProductOption {
  readonly product?: Product;
}

/** The option `product` for the weight of a path. */
export const productAt = (product: ProductByPath | undefined, path: string): ProductOption =>
  product ? { product: product(path) } : {};
