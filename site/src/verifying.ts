import { element } from './element.ts';
import { pageWorker } from './workers.ts';

/** Compares what this browser computes with what every machine should. */
export function verifyingChapter(): void {
  const button = element('verify-run', HTMLButtonElement);
  const status = element('verify-status', HTMLElement);
  const worker = pageWorker((answer) => {
    button.disabled = false;
    worker.stop();
    if (answer.kind === 'failed') status.textContent = answer.message;
    if (answer.kind !== 'verified') return;
    const { hash } = answer.fingerprint;
    status.classList.add('good');
    status.textContent =
      hash === answer.published
        ? `✓ The same bits. This browser computes ${hash}, which is the published hash.`
        : `✗ Other bits: this browser computes ${hash}, the published hash is ${answer.published}. Please report it.`;
  });
  button.addEventListener('click', () => {
    button.disabled = true;
    status.textContent = 'Computing ...';
    worker.send({ kind: 'verify' });
  });
}
