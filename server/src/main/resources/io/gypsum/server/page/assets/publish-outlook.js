// The outlook of the upload: what the server would do with the current inputs and files. Requested again when they change.

/** The delay after an input, so that typing a name does not send a request for each letter. */
const QUIET_MILLIS = 300;

export class Outlook {
  #ask;
  #show;
  #timer;
  #asking = new AbortController();

  /** ask(signal) returns the answer of the server, or null if there is none; show(answer) receives the newest one. */
  constructor(ask, show) {
    this.#ask = ask;
    this.#show = show;
  }

  /** Must be called after each change of an input. */
  update() {
    this.stop();
    this.#timer = setTimeout(() => this.#refresh(), QUIET_MILLIS);
  }

  /** Cancels the running request, whose answer would be about earlier inputs. */
  stop() {
    clearTimeout(this.#timer);
    this.#asking.abort();
  }

  async #refresh() {
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const answer = await this.#ask(asking.signal);
      if (answer && !asking.signal.aborted) {
        this.#show(answer);
      }
    } catch {
      // The server cannot be reached, or the inputs have changed. The check before the upload reports a failure.
    }
  }
}
