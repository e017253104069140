import type { DataSetSample } from 'limpet/plot';
import { addControls } from './controls.ts';
import { element, within } from './element.ts';
import { isNarrow } from './lineChart.ts';
import type { PageState } from './pageState.ts';
import type { TaskSample } from './protocol.ts';
import { taskSettings } from './settings.ts';
import { outputs, timeSteps, weightCount } from './taskSize.ts';
import { whenNear } from './whenNear.ts';
import { pageWorker } from './workers.ts';

const sizes = [
  { inputs: 50, name: 'Small' },
  { inputs: 400, name: 'This page’s' },
  { inputs: 2000, name: 'The tutorial’s' },
];
const sampleNames = ['first sample', 'second sample', 'third sample'];

/** The chapter on the task: its inputs as heat maps over its targets, redrawn for each size and seed. */
export function taskChapter(state: PageState): void {
  const figure = element('data-set', HTMLElement);
  const status = element('task-status', HTMLElement);
  let isNear = false;
  const worker = pageWorker((answer) => {
    if (answer.kind === 'failed') status.textContent = answer.message;
    if (answer.kind !== 'task') return;
    const { inputs, seed } = state.settings;
    if (answer.task.inputs !== inputs || answer.task.seed !== seed) return;
    draw(figure, answer.samples).catch((error: unknown) => {
      status.textContent = `The figure could not be drawn: ${String(error)}`;
    });
  });
  const ask = (): void => {
    const { inputs, seed } = state.settings;
    if (isNear) worker.send({ kind: 'task', task: { inputs, seed } });
  };
  addControls(element('task-settings', HTMLElement), taskSettings, state);
  element('new-data', HTMLButtonElement).addEventListener('click', () =>
    state.set({ seed: (state.settings.seed + 1) % 2 ** 32 }),
  );
  const showSize = addSizes(within(element('task', HTMLElement), '.sizes'), state);
  const show = (): void => {
    const { inputs } = state.settings;
    status.textContent = `A network of ${inputs} inputs, 8 hidden units and 2 outputs has ${weightCount(inputs).toLocaleString('en')} weights.`;
    showSize();
  };
  state.onChange((changed) => {
    if (!changed.includes('inputs') && !changed.includes('seed')) return;
    show();
    ask();
  });
  show();
  whenNear(figure, () => {
    isNear = true;
    ask();
  });
}

/** A button for each size; the function that is returned marks the one in use. */
function addSizes(parent: Element, state: PageState): () => void {
  const buttons = sizes.map(({ inputs, name }) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = `${name}: ${inputs}-8-2`;
    button.addEventListener('click', () => state.set({ inputs }));
    parent.append(button);
    return { inputs, button };
  });
  return () => {
    for (const { inputs, button } of buttons)
      button.setAttribute('aria-pressed', `${inputs === state.settings.inputs}`);
  };
}

async function draw(parent: Element, samples: readonly TaskSample[]): Promise<void> {
  const { dataSetFigure } = await import('limpet/plot');
  const drawn = samples.map(({ inputs, target }, index): DataSetSample => {
    const name = sampleNames[index];
    return {
      inputs: rows(inputs, inputs.length / timeSteps),
      targets: rows(target, outputs),
      ...(name !== undefined && { name }),
    };
  });
  parent.replaceChildren(
    dataSetFigure(drawn, isNarrow() ? { width: 400, height: 573 } : { width: 800, height: 470 }),
  );
}

const rows = (values: Float32Array, channels: number): Float32Array[] =>
  Array.from({ length: timeSteps }, (_, step) => values.subarray(step * channels, (step + 1) * channels));
