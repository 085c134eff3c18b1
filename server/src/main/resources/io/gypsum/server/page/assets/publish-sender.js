// Sends the files of an upload that has started: small ones whole, large ones in parts (rest-api.md, sections 4 and 5).

const CONCURRENT = 4;
/** Shorter than the hour for which the addresses of the start are valid. */
const ADDRESS_MILLIS = 50 * 60 * 1000;

/** Performs a task for each item, a few at a time. The first failure ends all. */
export async function forEachConcurrently(items, max, signal, task) {
  const iterator = items[Symbol.iterator]();
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const work = async () => {
    for (const item of iterator) {
      both.throwIfAborted();
      await task(item, both);
    }
  };
  const workers = Array.from({ length: max }, () =>
    work().catch((error) => {
      stop.abort(error);
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === "rejected");
  if (failed) {
    throw stop.signal.aborted ? stop.signal.reason : failed.reason;
  }
}

function base64(hex) {
  return btoa(String.fromCharCode(...hex.match(/../g).map((pair) => parseInt(pair, 16))));
}

/** Limits the number of bodies that are sent at the same time. */
class Permits {
  #free = CONCURRENT;
  #waiting = [];

  async use(task) {
    while (this.#free === 0) {
      await new Promise((resolve) => this.#waiting.push(resolve));
    }
    this.#free--;
    try {
      return await task();
    } finally {
      this.#free++;
      this.#waiting.shift()?.();
    }
  }
}

export class Sender {
  #base;
  #upload;
  #tools;
  #permits = new Permits();

  /**
   * tools: {requests, records, hashing, progress}; progress.add receives the number of bytes sent; it is negative if they
   * must be sent again.
   */
  constructor(base, upload, tools) {
    this.#base = base;
    this.#upload = upload;
    this.#tools = tools;
  }

  /** Sends files, an array of {row, file} with the recorded file and that of the person. */
  async sendAll(files, signal) {
    await forEachConcurrently(files, CONCURRENT, signal, async ({ row, file }, both) => {
      await (row.send.parts ? this.#sendParts(row, file, both) : this.#sendWhole(row, file, both));
      row.done = true;
      await this.#tools.records.saveFile(row);
    });
  }

  async #sendWhole(row, file, signal) {
    await this.#put(file, signal, async () => {
      const isFresh = Date.now() - this.#upload.opened < ADDRESS_MILLIS;
      const known = isFresh ? row.send.put : undefined;
      const target = known ?? (await this.#api("POST", `${row.send.url}?direct=no`, signal));
      return { url: target.url, md5: target.md5sum_base64 };
    });
  }

  async #sendParts(row, file, signal) {
    const { url, size } = row.send.parts;
    const sent = await this.#api("GET", url, signal);
    if (sent.in_place) {
      this.#tools.progress.add(file.size);
      return;
    }
    const numbers = new Set(sent.parts.map(({ number }) => number));
    const missing = [];
    for (let start = 0; start < file.size; start += size) {
      const number = start / size + 1;
      const part = file.slice(start, start + size);
      if (numbers.has(number)) {
        this.#tools.progress.add(part.size);
      } else {
        missing.push({ number, part });
      }
    }
    await forEachConcurrently(missing, CONCURRENT, signal, (each, both) => this.#sendPart(url, each, both));
    await this.#join(url, signal);
  }

  async #sendPart(url, { number, part }, signal) {
    const md5sum = await this.#tools.hashing.hash(part, signal);
    await this.#put(part, signal, async () => {
      const body = JSON.stringify({ md5sum });
      const target = await this.#api("POST", `${url}/${number}?direct=no`, signal, body);
      return { url: target.url, md5: base64(md5sum) };
    });
  }

  async #join(url, signal) {
    // The server answers false about every 20 seconds while it joins the parts.
    for (let joined = false; !joined; ) {
      ({ joined } = await this.#api("POST", url, signal));
    }
  }

  #api(method, path, signal, body) {
    const headers = { Authorization: `Bearer ${this.#upload.session}` };
    return this.#tools.requests.repeat(() => ({ method, url: this.#base + path, headers, body }), signal);
  }

  /** Sends a body; locate() returns the address of each attempt. */
  async #put(blob, signal, locate) {
    await this.#permits.use(async () => {
      let counted = 0;
      const count = (bytes) => {
        this.#tools.progress.add(bytes - counted);
        counted = bytes;
      };
      try {
        await this.#tools.requests.repeat(async (attempt) => {
          count(0);
          if (attempt > 0) {
            // The browser reports a file that has changed like a broken connection; reading it fails with the reason.
            await blob.slice(0, 1).arrayBuffer();
          }
          const { url, md5 } = await locate();
          return { method: "PUT", url: this.#onThisServer(url), headers: { "Content-MD5": md5 }, body: blob, onSent: count };
        }, signal);
        count(blob.size);
      } catch (error) {
        count(0);
        throw error;
      }
    });
  }

  /** The URL may contain another host than the one that this browser uses, for example behind a proxy. */
  #onThisServer(url) {
    return this.#base + url.slice(url.indexOf("/upload/content?"));
  }
}
