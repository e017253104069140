/** Keeps the page for use offline, where the browser allows it; elsewhere (a file, an insecure host) nothing changes. */
export function keepForOffline(): void {
  if (!('serviceWorker' in navigator)) return;
  const register = (): void => {
    navigator.serviceWorker.register('./serviceWorker.js').catch(() => undefined);
  };
  // After the first view, which its downloads would delay.
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register, { once: true });
}
