// The requests of one upload: start, abort and complete (rest-api.md, section 4).
import { NoResponse, Refusal, send } from "./publish-requests.js";

const JSON_TYPE = { "Content-Type": "application/json" };
const MAX_STARTS = 5;

/** Returns a random UUID of version 4; crypto.randomUUID() exists only on encrypted connections. */
export function newUuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function encoded({ project, asset, version }) {
  return [project, asset, version].map(encodeURIComponent).join("/");
}

export class Session {
  #server;
  #requests;
  #records;

  /** server: {base, csrf}, the path at which the server is reached, and the token that the page's own requests need. */
  constructor(server, requests, records) {
    this.#server = server;
    this.#requests = requests;
    this.#records = records;
  }

  /** Asks the server what it thinks of an upload before it starts: its right, and the violations of metadata documents. */
  check(upload, bytes, documents, signal) {
    return this.#requests.repeat(() => this.#own(upload, "/check", { bytes, documents }), signal);
  }

  /**
   * Starts the upload, and records the addresses of the files that must be sent. The token of the session is chosen and
   * recorded before, so that a start whose response is lost can be undone.
   */
  async start(upload, files, signal) {
    for (let i = 1; ; i++) {
      upload.session = newUuid();
      upload.sessions.push(upload.session);
      upload.phase = "start";
      await this.#records.saveUpload(upload);
      try {
        await this.#record(upload, files, await this.#startOnce(upload, files, signal));
        return;
      } catch (error) {
        const isUnknown = error instanceof NoResponse || error.status >= 500;
        const isOwnLock = error.kind === "locked" && upload.sessions.length > 1;
        if (i === MAX_STARTS || !(isUnknown || isOwnLock)) {
          throw error;
        }
        await this.undoStarts(upload, signal);
      }
    }
  }

  async #startOnce(upload, files, signal) {
    const { probation, dedup } = upload.options;
    const body = {
      on_probation: probation,
      presign: true,
      parts: true,
      session_token: upload.session,
      files: files.map(({ path, size, md5 }) => ({ type: dedup ? "dedup" : "simple", path, size, md5sum: md5 })),
    };
    const response = await send({ ...this.#own(upload, "", body), signal });
    if (response.status !== 200) {
      throw new Refusal(response.status, response.body);
    }
    return response.body;
  }

  async #record(upload, files, response) {
    const send = new Map(response.file_urls.map((each) => [each.path, each]));
    files.forEach((file) => {
      const { url, put, parts } = send.get(file.path) ?? {};
      file.send = url ? { url, put, parts } : undefined;
      file.done = !url;
    });
    upload.phase = "send";
    upload.opened = Date.now();
    upload.sessions = [upload.session];
    await this.#records.replace(upload, files);
  }

  /** Aborts what a start whose response was lost may have begun. Waits until the server responds. */
  async undoStarts(upload, signal) {
    let hasEnded = false;
    for (const token of upload.sessions) {
      hasEnded = (await this.#end(upload, token, signal)) || hasEnded;
    }
    return hasEnded;
  }

  /** Deletes what was sent and unlocks the project. Returns whether the server had a running session of this upload. */
  async abort(upload, signal) {
    const hasEnded = await this.undoStarts(upload, signal);
    await this.#records.remove(upload);
    return hasEnded;
  }

  async #end(upload, token, signal) {
    try {
      await this.#requests.repeat(() => this.#api(`/upload/abort/${encoded(upload)}`, token), signal);
      return true;
    } catch (error) {
      // 403: this session has ended, or never began.
      if (error.status !== 403) {
        throw error;
      }
      return false;
    }
  }

  async complete(upload, signal) {
    upload.phase = "complete";
    await this.#records.saveUpload(upload);
    await this.#requests.repeat(() => this.#api(`/upload/complete/${encoded(upload)}`, upload.session), signal);
    await this.#records.remove(upload);
  }

  /** A request to a page, whose user is that of the cookie. */
  #own(upload, suffix, body) {
    return {
      method: "POST",
      url: `${this.#server.base}/publish/${encoded(upload)}${suffix}`,
      headers: { ...JSON_TYPE, Accept: "application/json", "X-CSRF-Token": this.#server.csrf },
      body: JSON.stringify(body),
    };
  }

  #api(path, token) {
    return { method: "POST", url: this.#server.base + path, headers: { Authorization: `Bearer ${token}` } };
  }
}
