import { keepForOffline, savesData } from '../src/keepForOffline.ts';
import { startSearch } from './search.ts';

async function start(): Promise<void> {
  startSearch();
  if (document.readyState !== 'complete')
    await new Promise((resolve) => window.addEventListener('load', resolve, { once: true }));
  // The interactive page is kept first, which the reader of a guide has not asked for.
  if (!savesData())
    await keepForOffline(
      `${document.documentElement.dataset.base ?? './'}../serviceWorker.js`,
      () => undefined,
    );
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
else start();
