/** Listeners by name. `Events` says what each name is told. */
export interface Emitter<Events> {
  add<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): void;
  /** Says whether that was the last one. */
  remove<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): boolean;
  clear(): void;
  /** Tells everyone, whatever a listener throws, and says whether anyone was there. */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): boolean;
}

/** @param onThrow told of what a listener threw */
export function createEmitter<Events>(onThrow: (thrown: unknown) => void): Emitter<Events> {
  /** Never changed but replaced, so that listeners may come and go while they are told. */
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
      const told = all.filter(([other]) => other === name);
      for (const [, listener] of told) {
        try {
          (listener as (event: unknown) => void)(event);
        } catch (thrown) {
          onThrow(thrown);
        }
      }
      return told.length > 0;
    },
  };
}

/** As an error nobody caught: the page's or the process's handler sees it, and nothing else stops. */
export function throwLater(thrown: unknown): void {
  setTimeout(() => {
    throw thrown;
  });
}
