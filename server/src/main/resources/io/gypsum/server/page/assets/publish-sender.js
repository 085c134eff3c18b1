// Sends the files of an upload that has started: many small ones with one request, large ones in parts, others whole
// (rest-api.md, sections 4 and 5).
import { bodyOf, groupsOf } from "./publish-bundles.js";
import { Refusal } from "./publish-requests.js";

const CONCURRENT = 4;
/** Shorter than the hour for which the addresses of the start are valid. */
const ADDRESS_MILLIS = 50 * 60 * 1000;
/** Responses of a server, or of a proxy before it, that does not receive bundles. */
const UNSUPPORTED_ROUTE = new Set([404, 405, 501]);

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

function bytesOf(pieces) {
  return pieces.reduce((sum, { blob }) => sum + blob.size, 0);
}

/** The browser reports a file that has changed like a broken connection; reading it fails with the reason. */
async function requireReadable({ path, blob }) {
  try {
    await blob.slice(0, 1).arrayBuffer();
  } catch (error) {
    throw new Error(`cannot read '${path}', which may have changed or been deleted since it was selected: ${error.message}`);
  }
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
  /** Whether the server has responded that it does not receive bundles. */
  #isWithoutBundles = false;

  /**
   * tools: {requests, records, hashing, progress}; progress.add receives the number of bytes sent, negative if they must be
   * sent again, and progress.addFiles the number of files that the server has.
   */
  constructor(base, upload, tools) {
    this.#base = base;
    this.#upload = upload;
    this.#tools = tools;
  }

  /** Sends files, an array of {row, file} with the recorded file and that of the person. */
  async sendAll(files, signal) {
    const { bundles, alone } = groupsOf(files, this.#upload.bundles, CONCURRENT);
    const tasks = [
      ...bundles.map((some) => (both) => this.#sendBundle(some, both)),
      ...alone.map((each) => (both) => this.#sendAlone(each, both)),
    ];
    await forEachConcurrently(tasks, CONCURRENT, signal, (task, both) => task(both));
  }

  async #sendAlone({ row, file }, signal) {
    await (row.send.parts ? this.#sendParts(row, file, signal) : this.#sendWhole(row, file, signal));
    await this.#finish([row]);
  }

  async #finish(rows) {
    rows.forEach((row) => {
      row.done = true;
    });
    await this.#tools.records.saveFiles(rows);
    this.#tools.progress.addFiles(rows.length);
  }

  /** Files that the server does not receive in a bundle are sent alone, which reports precisely what is wrong. */
  async #sendBundle(files, signal) {
    const states = this.#isWithoutBundles ? [] : await this.#statesOf(files, signal);
    const isReceived = (each, index) => states[index]?.received === true;
    const alone = files.filter((each, index) => !isReceived(each, index));
    await this.#finish(files.filter(isReceived).map(({ row }) => row));
    await forEachConcurrently(alone, CONCURRENT, signal, (each, both) => this.#sendAlone(each, both));
  }

  /** Sends files with one request, and returns their states in this order; fewer if the server has not read all. */
  async #statesOf(files, signal) {
    const pieces = files.map(({ row, file }) => ({ path: row.path, blob: file }));
    const headers = this.#authorization();
    try {
      const response = await this.#send(bodyOf(files), pieces, signal, () => ({
        method: "POST",
        url: this.#base + this.#upload.bundles.url,
        headers,
      }));
      const states = response.files ?? [];
      const unsent = pieces.filter((each, index) => states[index]?.received !== true);
      this.#tools.progress.add(-bytesOf(unsent));
      return states;
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      this.#isWithoutBundles ||= UNSUPPORTED_ROUTE.has(error.status);
      return [];
    }
  }

  async #sendWhole(row, file, signal) {
    await this.#put({ path: row.path, blob: file }, signal, async () => {
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
        missing.push({ number, piece: { path: row.path, blob: part } });
      }
    }
    await forEachConcurrently(missing, CONCURRENT, signal, (each, both) => this.#sendPart(url, each, both));
    await this.#join(url, signal);
  }

  async #sendPart(url, { number, piece }, signal) {
    const md5sum = await this.#tools.hashing.hash(piece.blob, signal);
    await this.#put(piece, signal, async () => {
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

  #authorization() {
    return { Authorization: `Bearer ${this.#upload.session}` };
  }

  #api(method, path, signal, body) {
    const headers = this.#authorization();
    return this.#tools.requests.repeat(() => ({ method, url: this.#base + path, headers, body }), signal);
  }

  /** Sends a file or a part of one; locate() returns the address of each attempt. */
  #put(piece, signal, locate) {
    return this.#send(piece.blob, [piece], signal, async () => {
      const { url, md5 } = await locate();
      return { method: "PUT", url: this.#onThisServer(url), headers: { "Content-MD5": md5 } };
    });
  }

  /**
   * Sends a body and returns the response. pieces: an array of {path, blob}, the files or the part of a file in the body.
   * prepare() returns the request of each attempt without its body.
   */
  #send(body, pieces, signal, prepare) {
    return this.#permits.use(async () => {
      const bytes = bytesOf(pieces);
      let counted = 0;
      const count = (sent) => {
        this.#tools.progress.add(sent - counted);
        counted = sent;
      };
      try {
        const response = await this.#tools.requests.repeat(async (attempt) => {
          count(0);
          if (attempt > 0) {
            await Promise.all(pieces.map(requireReadable));
          }
          // A body may be larger than its pieces.
          return { ...(await prepare()), body, onSent: (sent) => count(Math.min(sent, bytes)) };
        }, signal);
        count(bytes);
        return response;
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
