// Computes MD5s in a few workers.

const MAX_WORKERS = 4;

/** A worker that is busy with at most one file. */
class Hasher {
  #worker = new Worker(new URL("./publish-hasher.js", import.meta.url), { type: "module" });

  hash(blob, onBytes) {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }) => {
        if (data.bytes !== undefined) {
          onBytes(data.bytes);
        } else if (data.md5 !== undefined) {
          resolve(data.md5);
        } else {
          reject(new Error(data.problem));
        }
      };
      this.#worker.onerror = () => reject(new Error("the browser cannot run the script that computes checksums"));
      this.#worker.postMessage(blob);
    });
  }

  close() {
    this.#worker.terminate();
  }
}

/** Distributes files to workers, which start when they are needed. */
export class Hashing {
  #max = Math.max(1, Math.min(MAX_WORKERS, navigator.hardwareConcurrency || 1));
  #all = [];
  #idle = [];
  #waiting = [];

  /**
   * Returns the MD5 of a file or a part of one as 32 hexadecimal digits. The number of bytes of each slice that was read
   * is passed to onBytes. Fails if the file cannot be read, or when the signal aborts.
   */
  async hash(blob, signal, onBytes = () => {}) {
    const hasher = await this.#acquire(signal);
    let stop;
    const stopped = new Promise((resolve, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener("abort", stop);
    });
    try {
      const sum = await Promise.race([hasher.hash(blob, onBytes), stopped]);
      this.#release(hasher);
      return sum;
    } catch (error) {
      // The worker may still be reading, so it is replaced.
      this.#discard(hasher);
      throw error;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Returns the number of files that are worth being passed at the same time. */
  get concurrency() {
    return this.#max;
  }

  close() {
    this.#all.forEach((hasher) => hasher.close());
    this.#all = [];
    this.#idle = [];
  }

  async #acquire(signal) {
    while (this.#idle.length === 0 && this.#all.length >= this.#max) {
      await new Promise((resolve) => this.#waiting.push(resolve));
    }
    signal.throwIfAborted();
    const idle = this.#idle.pop();
    if (idle) {
      return idle;
    }
    const hasher = new Hasher();
    this.#all.push(hasher);
    return hasher;
  }

  #release(hasher) {
    this.#idle.push(hasher);
    this.#waiting.shift()?.();
  }

  #discard(hasher) {
    hasher.close();
    this.#all = this.#all.filter((other) => other !== hasher);
    this.#waiting.shift()?.();
  }
}
