import { full, jit, type Tensor } from 'limpet';
import { pgaAttack } from 'limpet/attacks';
import type { TutorialParameters } from 'limpet/evaluate';
import { mse } from 'limpet/losses';
import { type Key, key } from 'limpet/random';
import type { Sample } from 'limpet/train';
import { networkOf, parametersOf, type Task, type Weights } from './experiment.ts';
import type { Settings } from './settings.ts';

/** The size and length of an attack. */
export type AttackSettings = Pick<Settings, 'initialStd' | 'mismatchLevel' | 'attackSteps'>;

/** An attack on a network, from before its first step to after its last. */
export interface Attack {
  /** Row-major [time, channel], after each number of steps. */
  readonly outputs: readonly Float32Array[];
  /** The mean squared difference from the output without an attack. */
  readonly damages: readonly number[];
  /** The weights after each number of steps. */
  readonly way: readonly Weights[];
  /** The slope of the damage by each weight before each step. */
  readonly gradients: readonly Weights[];
}

/** Attacks networks, and measures the damage anywhere around them. */
export interface AttackLab {
  /** Attacks a network as training does. Other settings compile another program. */
  attack(weights: Weights, sample: number, seed: number, settings: AttackSettings): Attack;
  /**
   * The damage at Θ + |Θ| ⊙ (x u + y v) as a function of x and y: a slice through the weights Θ along the deviations u and v, which are
   * fractions of each weight.
   */
  slice(weights: Weights, sample: number, u: Weights, v: Weights): (x: number, y: number) => number;
}

/** An {@link AttackLab} for the networks of a task. */
export function attackLabFor(task: Task): AttackLab {
  const net = networkOf(task);
  const programs = new Map<string, ReturnType<typeof attackProgram>>();
  const inputsOf = (sample: number): Tensor => (task.classes[sample] as Sample).inputs;
  const output = jit(
    (parameters: TutorialParameters, inputs: Tensor) => net.apply(parameters, inputs).output,
  );
  const damageAt = jit(
    ({ weights, u, v }: Plane, x: Tensor, y: Tensor, inputs: Tensor, nominal: Tensor): Tensor => {
      const moved = (layer: 0 | 2): { weight: Tensor } => {
        const { weight } = weights[layer];
        return { weight: weight.add(weight.abs().mul(u[layer].weight.mul(x).add(v[layer].weight.mul(y)))) };
      };
      return mse(nominal, net.apply([moved(0), {}, moved(2)], inputs).output);
    },
  );
  return {
    attack(weights, sample, seed, settings) {
      const name = JSON.stringify(settings);
      const program = programs.get(name) ?? attackProgram(net, settings);
      programs.set(name, program);
      const made = program(parametersOf(weights), inputsOf(sample), key(seed));
      return {
        outputs: made.outputs.map(floats),
        damages: made.damages.map((damage) => damage.item()),
        way: made.way.map(weightsOf),
        gradients: made.gradients.map(weightsOf),
      };
    },
    slice(weights, sample, u, v) {
      const plane = { weights: parametersOf(weights), u: parametersOf(u), v: parametersOf(v) };
      const inputs = inputsOf(sample);
      const nominal = output(plane.weights, inputs);
      return (x, y) => damageAt(plane, full([], x), full([], y), inputs, nominal).item();
    },
  };
}

type Plane = Readonly<Record<'weights' | 'u' | 'v', TutorialParameters>>;

const floats = (values: Tensor): Float32Array => values.toTypedArray() as Float32Array;

type LayerPair = readonly [first: Tensor, second: Tensor];

const weightsOf = ([first, second]: LayerPair): Weights => [floats(first), floats(second)];

/** The attack gives where it ends and the gradient at each step; its way is walked back from there. */
function attackProgram(net: ReturnType<typeof networkOf>, settings: AttackSettings) {
  const stepSize = settings.mismatchLevel / settings.attackSteps;
  return jit((parameters: TutorialParameters, inputs: Tensor, own: Key) => {
    const nominal = net.apply(parameters, inputs).output;
    const options = { ...settings, mismatchLoss: mse, nominalOutput: nominal };
    const attack = pgaAttack(parameters, net, inputs, own, options);
    const before = (after: Tensor, size: Tensor, gradient: Tensor): Tensor =>
      after.sub(size.abs().mul(stepSize).mul(gradient.sign()));
    const way = [pairOf(attack.parameters)];
    for (const [first, , second] of attack.gradients.toReversed()) {
      const [later] = way as [LayerPair];
      way.unshift([
        before(later[0], parameters[0].weight, first.weight),
        before(later[1], parameters[2].weight, second.weight),
      ]);
    }
    const outputs = way.map(
      ([first, second]) => net.apply([{ weight: first }, {}, { weight: second }], inputs).output,
    );
    const damages = outputs.map((output) => mse(nominal, output));
    return { outputs, damages, way, gradients: attack.gradients.map(pairOf) };
  });
}

const pairOf = ([first, , second]: TutorialParameters): LayerPair => [first.weight, second.weight];
