import { MAX_BACKLOG } from "./codes.ts";
import { TouchlineError } from "./error.ts";

/** An Observable's observer, as RxJS and the TC39 proposal have it. */
export interface Observer<T> {
  next?: (value: T) => void;
  error?: (error: unknown) => void;
  complete?: () => void;
}

export interface Unsubscribable {
  unsubscribe(): void;
}

/**
 * A loop over what an observer would get. It begins at once, so that nothing is lost before the first turn.
 *
 * @param subscribe starts it, and returns what ends it
 */
export function iterate<T>(subscribe: (observer: Observer<T>) => Unsubscribable): AsyncIterableIterator<T> {
  const backlog: T[] = [];
  let wake = (_: unknown) => {};
  let ended = false;
  let fault: unknown;

  const end = (error?: unknown) => {
    ended = true;
    fault ??= error;
    wake(0);
  };
  const subscription = subscribe({
    next(value) {
      backlog.push(value);
      if (backlog.length > MAX_BACKLOG) {
        subscription.unsubscribe();
        end(new TouchlineError("overflow", "the loop is too slow"));
      }
      wake(0);
    },
    error: end,
    complete: end,
  });

  return {
    async next() {
      while (backlog.length === 0 && !ended) {
        await new Promise((resolve) => {
          wake = resolve;
        });
      }
      const value = backlog.shift();
      if (value !== undefined) return { value, done: false };
      if (fault) throw fault;
      return { value: undefined, done: true };
    },
    async return() {
      subscription.unsubscribe();
      backlog.length = 0;
      end();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
