import type { AttackedModule, PairLoss } from '../../src/attacks/index.ts';
import { crossEntropy, klDivergence, mse } from '../../src/losses/index.ts';
import { type AnyModule, instant, linear, sequential } from '../../src/nn/index.ts';
import { type KeyLayout, key } from '../../src/random/key.ts';
import type { Tensor } from '../../src/trace/index.ts';
import { type GoldenArray, goldenTensor, readGolden } from '../golden/readGolden.ts';

/** A case of tests/golden/adversarial.py, which describes it. */
interface AdversarialCase {
  readonly name: string;
  readonly layout: KeyLayout;
  readonly params: {
    readonly seed: number;
    readonly taskLoss: string;
    readonly mismatchLoss: string;
    readonly noisyForwardStd: number;
    readonly initialStd: number;
    readonly mismatchLevel: number;
    readonly betaRobustness: number;
    readonly attackSteps: number;
  };
  readonly modules: readonly string[];
  readonly paths: readonly string[];
  readonly parameters: readonly GoldenArray[];
  readonly inputs: GoldenArray;
  readonly target: GoldenArray;
  readonly attack: {
    readonly attacked: readonly (readonly number[])[];
    readonly losses: readonly number[];
    readonly gradients: readonly (readonly (readonly number[])[])[];
  };
  readonly adversarialLoss: {
    readonly loss: number;
    readonly taskLoss: number;
    readonly mismatchLoss: number;
    readonly gradients: readonly (readonly number[])[];
  };
}

/** Parameters by the names of Rockpool's modules: `10_LinearJax` comes before `2_LinearJax`, and so do its draws. */
export type NamedParameters = Readonly<Record<string, Readonly<Record<string, Tensor>>>>;

const losses: Record<string, PairLoss> = { mse, klDivergence, crossEntropy };

/** A network of linear and tanh modules that takes its parameters by name. */
function namedNetwork(
  modules: readonly string[],
  parameters: NamedParameters,
): AttackedModule<NamedParameters> {
  const layers = modules.map((name): AnyModule => {
    if (name.endsWith('InstantJax')) return instant((x) => x.tanh());
    const { weight, bias } = parameters[name]!;
    const [inputs = 0, outputs = 0] = weight!.shape;
    return linear({ inputs, outputs, bias: bias !== undefined });
  });
  const net = sequential(...layers);
  const inOrder = (named: NamedParameters) => modules.map((name) => named[name] ?? {});
  return { apply: (named, input) => net.apply(inOrder(named), input) };
}

function namedParameters({ paths, parameters }: AdversarialCase): NamedParameters {
  const named: Record<string, Record<string, Tensor>> = {};
  paths.forEach((path, index) => {
    const [module = '', name = ''] = path.split('.');
    named[module] = { ...named[module], [name]: goldenTensor(parameters[index]!) };
  });
  return named;
}

/** The golden cases with what they are made of. */
export const adversarialCases = readGolden<{ cases: readonly AdversarialCase[] }>('adversarial').cases.map(
  (golden) => {
    const parameters = namedParameters(golden);
    const { seed, taskLoss, mismatchLoss, ...settings } = golden.params;
    return {
      name: golden.name,
      golden,
      parameters,
      net: namedNetwork(golden.modules, parameters),
      inputs: goldenTensor(golden.inputs),
      target: goldenTensor(golden.target),
      key: key(seed, golden.layout),
      settings: { ...settings, taskLoss: losses[taskLoss]!, mismatchLoss: losses[mismatchLoss]! },
    };
  },
);
