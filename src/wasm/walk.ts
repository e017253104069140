import type { FunctionBuilder, Local } from './functionBuilder.ts';

/** Axes that are walked over in row-major order: the current index, and places that move along. */
export class Walk {
  readonly #f: FunctionBuilder;
  readonly #extents: readonly Local[];
  readonly #index: readonly Local[];
  readonly #places: readonly { readonly place: Local; readonly strides: readonly number[] }[];

  constructor(
    f: FunctionBuilder,
    extents: readonly Local[],
    places: readonly { readonly place: Local; readonly strides: readonly number[] }[],
  ) {
    this.#f = f;
    this.#extents = extents;
    this.#index = extents.map(() => f.local('i32'));
    this.#places = places;
  }

  /** The index along the innermost axis. */
  get inner(): Local | null {
    return this.#index.at(-1) ?? null;
  }

  /** Moves all places, which are at the origin, to a point. */
  start(point: Local): void {
    const f = this.#f;
    const rest = f.local('i32');
    f.get(point).set(rest);
    for (let axis = this.#extents.length - 1; axis >= 0; axis--) {
      const [index, extent] = [this.#index[axis] as Local, this.#extents[axis] as Local];
      if (axis === 0) f.get(rest).set(index);
      else {
        f.get(rest).get(extent).i32.remU().set(index);
        f.get(rest).get(extent).i32.divU().set(rest);
      }
      for (const { place, strides } of this.#places) {
        f.get(index)
          .i32.const(4 * (strides[axis] ?? 0))
          .i32.mul()
          .get(place)
          .i32.add()
          .set(place);
      }
    }
  }

  /** Moves by a number of points that stay on the innermost axis, or reach its end. */
  advance(count: Local, axis = this.#extents.length - 1): void {
    const f = this.#f;
    const [index, extent] = [this.#index[axis], this.#extents[axis]];
    if (index === undefined || extent === undefined) return;
    for (const { place, strides } of this.#places) {
      f.get(count)
        .i32.const(4 * (strides[axis] ?? 0))
        .i32.mul()
        .get(place)
        .i32.add()
        .set(place);
    }
    f.get(index).get(count).i32.add().tee(index).get(extent).i32.geS();
    f.if_(() => {
      for (const { place, strides } of this.#places) {
        f.get(place)
          .get(extent)
          .i32.const(4 * (strides[axis] ?? 0))
          .i32.mul()
          .i32.sub()
          .set(place);
      }
      f.i32.const(0).set(index);
      if (axis > 0) {
        const one = f.local('i32');
        f.i32.const(1).set(one);
        this.advance(one, axis - 1);
      }
    });
  }
}
