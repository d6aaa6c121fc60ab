/**
 * What a runtime gives: the network and the passing of time.
 *
 * @module
 */

/**
 * The one thing that is asked of the network. Like the runtime's `fetch`, it should heed `init.signal`, also while the body
 * is read; a call that is given up ends even if it does not, but the connection then lasts as long as the answer.
 *
 * @category model
 * @since 0.1.0
 */
export interface Fetch {
  (url: string, init: RequestInit): Promise<Response>;
}

/**
 * Waits, or stops waiting when the signal fires; never fails and leaves no timer behind.
 *
 * @category model
 * @since 0.1.0
 */
export interface Sleep {
  (milliseconds: number, signal: AbortSignal): () => Promise<void>;
}

/** The runtime's own network: looked up at each call, and never called as a method, which Workers refuse. */
export const network: Fetch = (url, init) => fetch(url, init);

/** The runtime's own timer. */
export const timer: Sleep = (milliseconds, signal) => () =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(id);
      signal.removeEventListener("abort", done);
      resolve();
    };
    // A timer of more than 2^31-1 would go off at once.
    const id = setTimeout(done, Math.min(milliseconds, 2147483647));
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
