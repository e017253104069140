import { statistics } from 'limpet/evaluate';
import { commandOf, typescriptOf } from './code.ts';
import { element } from './element.ts';
import type { MeasuringChapter } from './measuring.ts';
import type { PageState } from './pageState.ts';
import type { TrainedNetworks } from './pretrained.ts';

/** What the last chapter gives away. */
export interface TakeAwaySources {
  readonly state: PageState;
  readonly measuring: MeasuringChapter;
  /** The networks on the page. */
  trained(): TrainedNetworks | undefined;
}

/** The last chapter: code and command in step with the controls, and files. */
export function takeAwayChapter({ state, measuring, trained }: TakeAwaySources): void {
  const code = element('code', HTMLElement);
  const command = element('command', HTMLElement);
  const status = element('take-status', HTMLElement);
  const showCode = (): void => {
    code.textContent = typescriptOf(state.settings);
    command.textContent = commandOf(state.settings);
  };
  state.onChange(showCode);
  showCode();

  const onClick = (id: string, act: () => Promise<string> | string): void =>
    element(id, HTMLButtonElement).addEventListener('click', async () => {
      try {
        status.textContent = await act();
      } catch (error) {
        status.textContent = error instanceof Error ? error.message : String(error);
      }
    });
  onClick('copy-code', () => copy(typescriptOf(state.settings), 'The TypeScript'));
  onClick('copy-command', () => copy(commandOf(state.settings), 'The command'));
  onClick('copy-link', () => copy(new URL(state.address, location.href).href, 'The link'));
  onClick('save-json', () => {
    const { task, networks } = trained() ?? {};
    const content = {
      settings: state.settings,
      task,
      weights: plain(networks),
      measurements: measuring.measurements,
    };
    return save('limpet.json', 'application/json', `${JSON.stringify(content, undefined, 2)}\n`);
  });
  onClick('save-csv', () => save('limpet.csv', 'text/csv', csvOf(measured(measuring))));
  onClick('save-svg', async () => {
    measured(measuring);
    const { robustnessFigure, svgFile } = await import('limpet/plot');
    return save('limpet.svg', 'image/svg+xml', svgFile(robustnessFigure(measuring.networks)));
  });
}

function measured(measuring: MeasuringChapter): MeasuringChapter {
  if (measuring.measurements.length === 0) {
    throw new Error('There are no measurements yet: press Measure in chapter 6 first.');
  }
  return measuring;
}

const csvOf = ({ measurements }: MeasuringChapter): string =>
  [
    'level,network,chips,mean,std,worst',
    ...measurements.map(({ level, network, losses }) => {
      const { mean, std, max } = statistics(losses);
      return [level, network, losses.length, mean, std, max].join(',');
    }),
    '',
  ].join('\n');

/** Weights as arrays, which JSON can hold. */
const plain = (networks: TrainedNetworks['networks'] | undefined): unknown =>
  networks &&
  Object.fromEntries(
    Object.entries(networks).map(([name, layers]) => [name, layers.map((layer) => Array.from(layer))]),
  );

async function copy(text: string, what: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    throw new Error(`${what} could not be copied: this browser does not let the page use the clipboard.`);
  }
  return `${what} is on the clipboard.`;
}

function save(name: string, type: string, text: string): string {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return `Saved ${name}.`;
}
