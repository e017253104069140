import { type ErrorCode, LimpetError } from '../errors.ts';

/** What a {@link ModuleError} says, and where. */
export interface ModuleErrorDetails {
  readonly code: ErrorCode;
  /** The module's name. */
  readonly module: string;
  /** Where the module is: the layers around it, innermost first. */
  readonly layers?: readonly string[];
  /** Where in the module's parameters the mistake is. */
  readonly path?: string;
  readonly problem: string;
}

/** Parameters, input or state that do not fit a module; the message names the layer. */
export class ModuleError extends LimpetError {
  readonly details: ModuleErrorDetails;

  constructor(details: ModuleErrorDetails, options?: ErrorOptions) {
    const { module, layers = [], path, problem } = details;
    const where = layers.length === 0 ? '' : ` (${layers.join(' in ')})`;
    const argument = path === undefined ? '' : path === '' ? 'parameters: ' : `parameters at ${path}: `;
    super(details.code, `${module}${where}: ${argument}${problem}`, options);
    this.name = 'ModuleError';
    this.details = details;
  }
}

/**
 * Runs the code of a layer, and adds the layer's place to the errors it throws.
 * @param layer such as `layer 2 of sequential`.
 * @param key the layer's key in the parameters of the module around it.
 */
export function insideLayer<Result>(module: string, layer: string, key: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof ModuleError) {
      const { layers = [], path, ...rest } = error.details;
      const outer = path === undefined ? {} : { path: path === '' ? key : `${key}.${path}` };
      throw new ModuleError({ ...rest, ...outer, layers: [...layers, layer] }, { cause: error });
    }
    if (error instanceof LimpetError) {
      throw new ModuleError(
        { code: error.code, module, layers: [layer], problem: error.message },
        { cause: error },
      );
    }
    throw error;
  }
}
