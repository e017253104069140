/**
 * Lets the host handle what is waiting: signals and input in Node, drawing and events in a browser. A timer would do,
 * but browsers delay nested ones by 4 ms.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
