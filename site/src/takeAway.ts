import { statistics } from 'limpet/evaluate';
import { commandOf, typescriptOf } from './code.ts';
import { element } from './element.ts';
import { figuresToSave, measured, present } from './figuresToSave.ts';
import type { MeasuringChapter } from './measuring.ts';
import type { PageState } from './pageState.ts';
import { choices } from './settings.ts';
import { isComplete, type TrainingRun } from './trainingRun.ts';

/** What the last chapter gives away. */
export interface TakeAwaySources {
  readonly state: PageState;
  readonly measuring: MeasuringChapter;
  /** What the first figure shows. */
  shown(): TrainingRun | undefined;
}

/** The last chapter: code and command in step with the controls, and files. */
export function takeAwayChapter({ state, measuring, shown }: TakeAwaySources): void {
  const code = element('code', HTMLElement);
  const command = element('command', HTMLElement);
  const status = element('take-status', HTMLElement);
  const copyStatus = element('copy-status', HTMLElement);
  const showCode = (): void => {
    code.textContent = typescriptOf(state.settings);
    command.replaceChildren(...unbroken(commandOf(state.settings)));
  };
  state.onChange(showCode);
  showCode();

  const onClick = (id: string, act: () => Promise<string> | string, place = status): void =>
    element(id, HTMLButtonElement).addEventListener('click', async () => {
      try {
        place.textContent = await act();
      } catch (error) {
        place.textContent = error instanceof Error ? error.message : String(error);
      }
    });
  const onCopy = (id: string, what: string, text: () => string): void =>
    onClick(id, () => copy(text(), what), copyStatus);
  onCopy('copy-code', 'The TypeScript', () => typescriptOf(state.settings));
  onCopy('copy-command', 'The command', () => commandOf(state.settings));
  onClick(
    'copy-link',
    async () => {
      const done = await copy(new URL(state.address, location.href).href, 'The link');
      const run = shown();
      return state.has(choices.networks, 'own') && run !== undefined
        ? `${done} ${linkedNetworks(run)}`
        : done;
    },
    copyStatus,
  );
  onClick('save-run', async () => {
    const run = present(shown());
    const { runFileOf } = await import('./runFiles.ts');
    const { levels, measurements, on } = measuring;
    const file = runFileOf(run, { levels, chips: state.settings.chips, measurements, ...(on && { on }) });
    return save('run.safetensors', 'application/octet-stream', file);
  });
  onClick('save-parameters', async () => {
    const run = present(shown());
    const { parametersFileOf } = await import('./runFiles.ts');
    return save('parameters.safetensors', 'application/octet-stream', parametersFileOf(run));
  });
  onClick('save-json', () => {
    const { settings, networks, losses } = present(shown());
    const content = {
      settings: state.settings,
      trainedWith: settings,
      weights: networks,
      losses,
      measurements: measuring.measurements,
    };
    return save('limpet.json', 'application/json', `${JSON.stringify(content, plain, 2)}\n`);
  });
  onClick('save-csv', () => save('limpet.csv', 'text/csv', csvOf(measured(measuring))));
  onClick('save-data', async () => {
    const { dataFileOf } = await import('./dataFile.ts');
    return save('data.csv', 'text/csv', dataFileOf(state.settings));
  });
  const addButton = (
    parent: Element,
    name: string,
    kind: string,
    label: string,
    act: () => Promise<string>,
  ): void => {
    const button = document.createElement('button');
    button.type = 'button';
    button.id = `save-${name}-${kind}`;
    button.textContent = kind.toUpperCase();
    button.setAttribute('aria-label', `${kind.toUpperCase()} of ${label}`);
    parent.append(button);
    onClick(button.id, act);
  };
  const list = element('figures', HTMLUListElement);
  for (const { name, label, draw } of figuresToSave(measuring, shown)) {
    const row = document.createElement('li');
    const title = document.createElement('span');
    title.textContent = label;
    row.append(title);
    list.append(row);
    addButton(row, name, 'svg', label, async () => {
      const figure = await draw();
      const { svgFile } = await import('limpet/plot');
      return save(`${name}.svg`, 'image/svg+xml', svgFile(figure));
    });
    addButton(row, name, 'png', label, async () => {
      const figure = await draw();
      const { figurePng } = await import('./figurePng.ts');
      return save(`${name}.png`, 'image/png', await figurePng(figure));
    });
  }
}

/** What a link to the page says of networks that the reader has trained. */
const linkedNetworks = (run: TrainingRun): string =>
  `It holds the settings of your networks, not their weights: where it is opened, they are trained at a press${
    isComplete(run) ? '' : ', to the end, which yours have not reached'
  }.`;

/** A command in parts that no line breaks: one for each flag with its value. */
const unbroken = (command: string): readonly (HTMLElement | string)[] =>
  command.split(/ (?=--\w)/).flatMap((text, index) => {
    const part = document.createElement('span');
    part.className = 'unbroken';
    part.textContent = text;
    return index === 0 ? [part] : [' ', part];
  });

const csvOf = ({ measurements }: MeasuringChapter): string =>
  [
    'level,network,chips,mean,std,worst',
    ...measurements.map(({ level, network, losses }) => {
      const { mean, std, max } = statistics(losses);
      return [level, network, losses.length, mean, std, max].join(',');
    }),
    '',
  ].join('\n');

/** For JSON, which knows no typed arrays. */
const plain = (_: string, value: unknown): unknown =>
  value instanceof Float32Array ? Array.from(value) : value;

async function copy(text: string, what: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    throw new Error(`${what} could not be copied: this browser does not let the page use the clipboard.`);
  }
  return `${what} is on the clipboard.`;
}

function save(name: string, type: string, content: BlobPart): string {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return `Saved ${name}.`;
}
