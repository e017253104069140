import { element, offer } from './element.ts';

/** Whether the guides and the reference are kept beside the page; the first three are the answers of the service worker. */
export type DocsKept = 'kept' | 'no room' | 'not loaded' | 'to save data';

/** Called with what is kept, and with what asks for the guides and the reference once more. */
export type ShowKept = (docs: DocsKept, keepDocs: () => Promise<void>) => void;

/** A part of the Network Information API, which only some browsers have. */
interface NavigatorWithConnection {
  readonly userAgent: string;
  readonly connection?: { readonly saveData?: boolean; readonly type?: string };
}

/** Whether the browser tells that its user saves data, or is likely to pay for it. */
export function savesData(): boolean {
  const { connection }: NavigatorWithConnection = navigator;
  return connection?.saveData === true || connection?.type === 'cellular';
}

/** Until the browser has nothing else to do. */
const idle = (): Promise<void> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve());
    else setTimeout(resolve, 200);
  });

function askForDocs({ active }: ServiceWorkerRegistration): Promise<DocsKept> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<DocsKept>) => {
      port1.close();
      resolve(data);
    };
    active?.postMessage('keep guides and reference', [port2]);
  });
}

/**
 * Keeps the site for use offline, where the browser allows it; elsewhere (a file, an insecure host) nothing changes. First the
 * page, then the guides and the reference, each when nothing else is to be done: to be called when the first view is complete.
 * Who saves data is not made to load what was not asked for.
 */
export async function keepForOffline(worker: string, show: ShowKept): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    await idle();
    await navigator.serviceWorker.register(worker);
    const registration = await navigator.serviceWorker.ready;
    await idle();
    const keepDocs = async (): Promise<void> => show(await askForDocs(registration), keepDocs);
    if (savesData()) show('to save data', keepDocs);
    else await keepDocs();
  } catch {
    // It is forbidden: nothing is kept, and the site is as it was.
  }
}

const messages: Readonly<Record<DocsKept, string>> = {
  kept: 'This page, the guides and the reference are kept in your browser: they open without a network.',
  'no room':
    'This page is kept in your browser and opens without a network. For the guides and the reference there is no room.',
  'not loaded':
    'This page is kept in your browser and opens without a network. The guides and the reference could not be loaded.',
  'to save data':
    'This page is kept in your browser and opens without a network. To save data, guides are kept as you read them.',
};

/** Says at the end of the page what is kept, and offers what is not. */
export const showKept: ShowKept = (docs, keepDocs) => {
  const place = element('offline', HTMLElement);
  const label = docs === 'to save data' ? 'Keep all guides and the reference (0.6 MB)' : 'Try again';
  if (docs === 'kept') place.textContent = messages[docs];
  else
    offer(place, messages[docs], label, () => {
      // Only what was asked for is read out when it is there.
      place.role = 'status';
      place.textContent = 'Loading ...';
      keepDocs();
    });
};
