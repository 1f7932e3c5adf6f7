/** Listeners by name. `Events` says what the listeners of each name get. */
export interface Emitter<Events> {
  add<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): void;
  /** @returns whether that was the last one */
  remove<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): boolean;
  clear(): void;
  /** Calls every listener, whatever one throws. @returns whether there was any */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): boolean;
}

/** @param onThrow gets what a listener threw */
export function createEmitter<Events>(onThrow: (thrown: unknown) => void): Emitter<Events> {
  /** Replaced and never changed, so that listeners may come and go while they are called. */
  let all: (readonly [name: unknown, listener: (event: never) => void])[] = [];
  return {
    add(name, listener) {
      all = [...all, [name, listener]];
    },
    remove(name, listener) {
      all = all.filter(([other, one]) => other !== name || one !== listener);
      return all.length === 0;
    },
    clear() {
      all = [];
    },
    emit(name, event) {
      const listeners = all.filter(([other]) => other === name);
      for (const [, listener] of listeners) {
        try {
          (listener as (event: unknown) => void)(event);
        } catch (thrown) {
          onThrow(thrown);
        }
      }
      return listeners.length > 0;
    },
  };
}

/** Throws it as an uncaught error: the page's or the process's handler sees it, and nothing else stops. */
export function throwLater(thrown: unknown): void {
  setTimeout(() => {
    throw thrown;
  });
}
