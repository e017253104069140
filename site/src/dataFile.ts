import { drawTask } from './experiment.ts';
import type { Settings } from './settings.ts';
import { outputs, timeSteps } from './taskSize.ts';

/** The data of a task as CSV: a row for each time step of each sample, with all digits of its float32 numbers. */
export function dataFileOf(task: Pick<Settings, 'inputs' | 'seed'>): string {
  const columns = (name: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${name} ${index + 1}`);
  const header = ['sample', 'step', ...columns('target', outputs), ...columns('input', task.inputs)];
  const rows = drawTask(task).classes.flatMap(({ inputs, target }, sample) => {
    const [values, wanted] = [inputs.toTypedArray(), target.toTypedArray()];
    return Array.from({ length: timeSteps }, (_, step) => [
      sample + 1,
      step + 1,
      ...wanted.subarray(step * outputs, (step + 1) * outputs),
      ...values.subarray(step * task.inputs, (step + 1) * task.inputs),
    ]);
  });
  return [header, ...rows].map((row) => `${row.join(',')}\n`).join('');
}
