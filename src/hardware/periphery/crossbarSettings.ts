import { expectNumbers, valueError } from '../../errors.ts';
import type { Key } from '../../random/key.ts';
import type { Tensor } from '../../trace/index.ts';
import { checkTileSize, type TileSize } from '../conductance/tiles.ts';
import type { Scope } from '../scope.ts';
import { type Converter, checkConverter } from './converter.ts';

/** The periphery of a crossbar, in its own units: the largest weight and, with scales by row, the largest input of a row are 1. */
export interface CrossbarProductOptions {
  /** The key of the chip, of which its fixed errors are drawn; it may be traced. */
  readonly chip: Key;
  /** The key of this use, of which noise is drawn; it may be traced. Recurrent weights fold the number of the time step into it. */
  readonly use: Key;
  /** Which crossbar of the chip, such as the path of its weights: each draws its own numbers. */
  readonly path: string;
  /**
   * The size of an array: a larger matrix is cut, each tile has scales, converters and draws of its own, and what tiles of one column give is added
   * digitally. Default: a whole matrix is one array, whatever its size. aihwkit's have 512 by 512 weights, the paper's 256 by 256.
   */
  readonly tiles?: TileSize;
  /**
   * What an input is divided by before it is converted: the largest size of its `row`, one number, or a f32 scalar, which has a gradient where
   * inputs clip, so that it can be learnt. Default `row`.
   */
  readonly inputScale?: 'row' | number | Tensor;
  /** What weights are divided by to fit the array, which its outputs are multiplied by digitally: the largest of all, or of each output. Default `tensor`. */
  readonly weightScale?: Scope;
  /** Default: bound 1, 126 steps (7 bits). */
  readonly input?: Partial<Converter>;
  /** Standard deviation of noise on converted inputs. Default 0. */
  readonly inputNoise?: number;
  /** Default: bound 12, 510 steps (9 bits). */
  readonly output?: Partial<Converter>;
  /** Standard deviation of noise before outputs are converted. Default 0.06. */
  readonly outputNoise?: number;
  /** Standard deviation over outputs of that noise's size, as a fraction of it. Default 0. */
  readonly outputNoiseDeviation?: number;
  /**
   * How often the inputs of a row are halved at most while one of its outputs clips. Each costs one more product. aihwkit's default comes to 4 for
   * inputs of 126 steps, with which they have 2 bits left. Default 0.
   */
  readonly halvings?: number;
  /** Standard deviation σ of short-term noise of weights, whatever their size, as σ ‖x‖₂ on outputs. Default 0. */
  readonly weightNoise?: number;
  /** Standard deviation σ of noise of reading that grows with conductance, as σ √(Σ_j |w_j| x_j²) on outputs; aihwkit's presets take 0.0175. Default 0. */
  readonly readNoise?: number;
  /** Standard deviation over devices of f, by which a weight is w (1 - f) for negative inputs. Default 0. */
  readonly polarity?: number;
  /** The drop of voltage along the wires of columns, as a multiple of that of `irDrop`. Default 0: wires are ideal. */
  readonly irDropScale?: number;
  /** Standard deviation over outputs of the offset v of voltages, by which an output is y (1 - v). Default 0. */
  readonly outputOffset?: number;
  /** r, resistance in series with an output: y / (1 + r |y|). Default 0. */
  readonly seriesResistance?: number;
  /**
   * g: pairs of devices hold g + w and g, so that offset and series resistance act on y + g Σ_j x_j, and on g Σ_j x_j that is taken
   * off with an offset of -v. Default 0: they act on the difference. aihwkit's default is 1.
   */
  readonly referenceConductance?: number;
  /** n in y / (1 + n |y| / bound), the saturation of outputs. Default 0. */
  readonly outputNonlinearity?: number;
  /** Standard deviation over outputs of n, as a fraction of it. Default 0. */
  readonly outputNonlinearityDeviation?: number;
  /**
   * Where in the range of outputs, from 0 to 1, the saturated output has the slope 1: it is multiplied by
   * (1 + (mean n / bound + r) · slopeCalibration · bound)². Default 0: it is not.
   */
  readonly slopeCalibration?: number;
}

/** {@link CrossbarProductOptions} with all defaults. */
export interface CrossbarSettings
  extends Required<Omit<CrossbarProductOptions, 'input' | 'output' | 'tiles'>> {
  readonly tiles?: TileSize;
  readonly input: Converter;
  readonly output: Converter;
}

const defaultSizes = {
  inputNoise: 0,
  outputNoise: 0.06,
  outputNoiseDeviation: 0,
  weightNoise: 0,
  readNoise: 0,
  polarity: 0,
  irDropScale: 0,
  outputOffset: 0,
  seriesResistance: 0,
  referenceConductance: 0,
  outputNonlinearity: 0,
  outputNonlinearityDeviation: 0,
  slopeCalibration: 0,
};

/** @throws LimpetError (`value`) where a noise, bound, number of steps or scale is out of its range. */
export function crossbarSettings(options: CrossbarProductOptions): CrossbarSettings {
  const settings: CrossbarSettings = {
    ...{ inputScale: 'row', weightScale: 'tensor', halvings: 0, ...defaultSizes },
    ...options,
    input: { bound: 1, steps: 126, ...options.input },
    output: { bound: 12, steps: 510, ...options.output },
  };
  const { input, output, inputScale, halvings, tiles } = settings;
  if (tiles) checkTileSize('crossbarProduct', tiles);
  for (const name of Object.keys(defaultSizes) as (keyof typeof defaultSizes)[]) {
    expectNumbers('crossbarProduct', 'from 0', { [name]: settings[name] });
  }
  if (typeof inputScale === 'number') expectNumbers('crossbarProduct', 'above 0', { inputScale });
  for (const [name, converter] of Object.entries({ input, output })) {
    checkConverter(`crossbarProduct: expected ${name}`, converter);
  }
  if (!Number.isInteger(halvings) || halvings < 0) {
    throw valueError(`crossbarProduct: expected halvings to be a whole number from 0, got ${halvings}`);
  }
  return settings;
}
