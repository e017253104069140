import { element } from './element.ts';
import type { PageState } from './pageState.ts';
import type { OpenedRun } from './runFiles.ts';
import { isAllowed, measuringSettings } from './settings.ts';

/** Larger than any run that this page can show, in bytes. */
const largestFile = 64_000_000;

/** Opens run files that are chosen, or dropped anywhere on the page. A file that makes no sense changes nothing. */
export function openingRuns(state: PageState, onOpen: (run: OpenedRun) => void): void {
  const input = element('run-file', HTMLInputElement);
  const status = element('open-status', HTMLElement);
  const open = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    status.textContent = `Opening ${file.name} ...`;
    try {
      const run = await read(file, state);
      if (measuringSettings.every((setting) => isAllowed(setting, `${run.chips}`)))
        state.set({ chips: run.chips });
      onOpen(run);
      status.replaceChildren(
        `Opened ${file.name}: ${summary(run)} All chapters show its networks now; `,
        chapter6(run),
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      status.textContent = `${file.name} was not opened, and nothing has changed. ${inPlainWords(reason)}`;
    }
  };
  input.addEventListener('change', () => {
    open(input.files?.[0]);
    input.value = '';
  });
  onDrop((file) => {
    status.scrollIntoView({ block: 'center' });
    open(file);
  });
}

/** Without the name of the function that refuses a file, which tells a reader nothing. */
const inPlainWords = (reason: string): string => reason.replace(/^\w+: expected/, 'This page expected');

async function read(file: File, state: PageState): Promise<OpenedRun> {
  if (file.size > largestFile) {
    const megabytes = Math.ceil(file.size / 1e6);
    throw new Error(
      `It has ${megabytes} MB, and no run of this page is larger than ${largestFile / 1e6} MB.`,
    );
  }
  const [{ openRun }, bytes] = await Promise.all([import('./runFiles.ts'), file.arrayBuffer()]);
  return openRun(new Uint8Array(bytes), state.settings);
}

const summary = ({ settings: { inputs, epochs, seed } }: OpenedRun): string =>
  `networks of ${inputs} inputs, trained for ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} with seed ${seed}.`;

/** What there is of measurements, as a link to where they are shown and made. */
function chapter6({ filed }: OpenedRun): HTMLElement {
  const link = document.createElement('a');
  link.href = '#measure-title';
  link.textContent =
    filed === undefined ? 'chapter 6 can measure them' : 'chapter 6 shows what the file says of them';
  const place = document.createElement('span');
  place.append(link, '.');
  return place;
}

/** Takes files dropped on the page, which browsers would go to otherwise. */
function onDrop(take: (file: File | undefined) => void): void {
  const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;
  const mark = (dropping: boolean): void => {
    document.body.classList.toggle('dropping', dropping);
  };
  document.addEventListener('dragover', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    mark(true);
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) mark(false);
  });
  document.addEventListener('drop', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    mark(false);
    take(event.dataTransfer?.files[0]);
  });
}
