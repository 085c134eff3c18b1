// The requests of one upload: start, abort and complete (rest-api.md, section 4).
import { NoResponse, send } from "./publish-requests.js";

const JSON_TYPE = { "Content-Type": "application/json" };
const MAX_LOCKED_STARTS = 5;

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

  /** Returns the result of the server's check before an upload starts, including the violations of metadata documents. */
  check(upload, bytes, documents, signal) {
    return this.#requests.repeat(() => this.#checkRequest(upload, bytes, documents), signal);
  }

  /**
   * Returns the same without checking documents; {reason} if the server refuses the names; null after other
   * failures.
   */
  async outlook(upload, bytes, signal) {
    const { status, body } = await send({ ...this.#checkRequest(upload, bytes, []), signal });
    if (status === 200) {
      return body;
    }
    return status === 400 ? { reason: body.reason } : null;
  }

  #checkRequest(upload, bytes, documents) {
    const { probation, dedup, defaults } = upload.options;
    return this.#own(upload, "/check", { bytes, documents, on_probation: probation, dedup, default_excludes: defaults });
  }

  /**
   * Starts the upload, and records the addresses of the files that must be sent. The token of the session is chosen and
   * recorded before, so that a start whose response is lost can be undone. Waits while the server is unavailable or busy.
   */
  async start(upload, files, signal) {
    // An earlier start, whose response was lost, may have locked the project after it was undone.
    const isOwnLock = (problem, attempt) =>
      problem.kind === "locked" && upload.sessions.length > 1 && attempt < MAX_LOCKED_STARTS;
    const begin = async (attempt, problem) => {
      if (problem) {
        await this.#undoStart(upload, problem, signal);
      }
      upload.session = newUuid();
      upload.sessions.push(upload.session);
      upload.phase = "start";
      await this.#records.saveUpload(upload);
      return this.#startRequest(upload, files);
    };
    await this.#record(upload, files, await this.#requests.repeat(begin, signal, isOwnLock));
  }

  async #undoStart(upload, problem, signal) {
    await this.undoStarts(upload, signal);
    if (!(problem instanceof NoResponse)) {
      // The server has responded, so this start cannot take effect later.
      upload.sessions = upload.sessions.filter((token) => token !== upload.session);
    }
  }

  #startRequest(upload, files) {
    const { probation, dedup } = upload.options;
    return this.#own(upload, "", {
      on_probation: probation,
      presign: true,
      parts: true,
      bundles: true,
      session_token: upload.session,
      files: files.map(({ path, size, md5 }) => ({ type: dedup ? "dedup" : "simple", path, size, md5sum: md5 })),
    });
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
    upload.bundles = response.bundles;
    upload.sessions = [upload.session];
    await this.#records.replace(upload, files);
  }

  /**
   * Deletes what was sent and unlocks the project, even if the response of the start was lost. Waits until the server
   * responds. Returns whether the server had a running session of this upload.
   */
  async undoStarts(upload, signal) {
    let hasEnded = false;
    for (const token of upload.sessions) {
      hasEnded = (await this.#end(upload, token, signal)) || hasEnded;
    }
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
  }

  /**
   * Returns the summary of the version if it was finished by the same user with exactly these files: then this upload was
   * completed, although its session has ended and the response was lost. Returns null otherwise.
   */
  async findFinished(upload, files, signal) {
    const summary = await this.#document(upload, "..summary", signal);
    if (!summary?.upload_finish || summary.upload_user_id !== upload.login) {
      return null;
    }
    const manifest = (await this.#document(upload, "..manifest", signal)) ?? {};
    const isSame = ({ path, size, md5 }) => {
      const entry = Object.hasOwn(manifest, path) ? manifest[path] : null;
      return entry?.size === size && entry.md5sum === md5;
    };
    return Object.keys(manifest).length === files.length && files.every(isSame) ? summary : null;
  }

  /** Returns an internal document of the version; null if it does not exist. */
  async #document(upload, name, signal) {
    try {
      const url = `${this.#server.base}/file/${encoded(upload)}/${name}`;
      return await this.#requests.repeat(() => ({ method: "GET", url }), signal);
    } catch (error) {
      if (error.status !== 404) {
        throw error;
      }
      return null;
    }
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
