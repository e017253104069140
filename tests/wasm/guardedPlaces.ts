/** Places in a memory, aligned to 16, with untouched bytes between them; `memory` makes one that holds all that were taken. */
export function guardedPlaces() {
  const guard = 64;
  let end = guard;
  return {
    place: (bytes: number): number => {
      const address = end;
      end += Math.ceil(bytes / 16) * 16 + guard;
      return address;
    },
    memory: () => new WebAssembly.Memory({ initial: Math.ceil(end / 65536) }),
  };
}
