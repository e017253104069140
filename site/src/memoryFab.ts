import { jit, type Tensor } from 'limpet';
import type { TutorialParameters } from 'limpet/evaluate';
import { compensateDrift, deployOn, hardwareModel, phaseChangeMemory } from 'limpet/hardware';
import { mse } from 'limpet/losses';
import type { Key } from 'limpet/random';
import type { Sample } from 'limpet/train';
import { type Chip, networkOf, rememberedKeys, type Task } from './experiment.ts';

/** The state of phase-change memory. */
export interface MemoryState {
  /** Since the weights were written. */
  readonly seconds: number;
  /** Whether a factor for each layer, measured on the chip, makes up for drift. */
  readonly isCompensated: boolean;
}

/** Puts networks in phase-change memory: chip n of a wafer is the same at every time and for every network. */
export interface MemoryFab {
  readonly task: Task;
  make(parameters: TutorialParameters, sample: number, state: MemoryState, wafer: number, chip: number): Chip;
}

/** A {@link MemoryFab} for the networks of a task. A state's program is compiled at its first use. */
export function memoryFabFor(task: Task): MemoryFab {
  const programs = new Map<string, ReturnType<typeof programOf>>();
  const keyOf = rememberedKeys();
  return {
    task,
    make(parameters, sample, state, wafer, chip) {
      const name = JSON.stringify(state);
      const program = programs.get(name) ?? programOf(task, state);
      programs.set(name, program);
      const { inputs, target } = task.classes[sample] as Sample;
      const made = program(parameters, keyOf(wafer, chip), inputs, target);
      return {
        output: made.output.toTypedArray() as Float32Array,
        loss: made.loss.item(),
        weights: made.weights.toTypedArray() as Float32Array,
      };
    },
  };
}

function programOf(task: Task, { seconds, isCompensated }: MemoryState) {
  const net = networkOf(task);
  const memory = phaseChangeMemory();
  const model = hardwareModel(isCompensated ? compensateDrift(memory) : memory);
  return jit((parameters: TutorialParameters, chip: Key, inputs: Tensor, target: Tensor) => {
    const deployed = deployOn(model, parameters, chip, seconds);
    const { output } = net.apply(deployed, inputs);
    return { output, loss: mse(target, output), weights: deployed[2].weight };
  });
}
