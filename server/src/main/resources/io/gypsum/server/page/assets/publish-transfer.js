// An upload from the first checksum to the published version. It can be stopped at any moment, by a person, a failure or
// a reload, and continues from what was recorded.
import { Hashing } from "./publish-hashing.js";
import { Requests } from "./publish-requests.js";
import { Sender, forEachConcurrently } from "./publish-sender.js";
import { Session, newUuid } from "./publish-session.js";

/** How often an upload is completed while the server loses files. */
const MAX_COMPLETIONS = 3;

function rowOf(upload, { path, file }) {
  return { upload: upload.id, path, size: file.size, changed: file.lastModified };
}

function isSame(row, file) {
  return row.size === file.size && row.changed === file.lastModified;
}

function totalOf(rows) {
  return { files: rows.length, bytes: rows.reduce((bytes, row) => bytes + row.size, 0) };
}

export class Transfer {
  #server;
  #records;
  #progress;
  #requests;
  #session;

  /** onWait receives why the upload waits for the server; null when it continues. */
  constructor(server, records, progress, onWait) {
    this.#server = server;
    this.#records = records;
    this.#progress = progress;
    this.#requests = new Requests(onWait);
    this.#session = new Session(server, this.#requests, records);
  }

  /** Returns an upload that has not begun. name: {login, project, asset, version}. */
  static create(name, options) {
    return { ...name, options, id: newUuid(), started: Date.now(), phase: "hash", session: null, sessions: [] };
  }

  /** Returns whether an upload must read files of the person to continue. */
  static async needsFiles(upload, records) {
    return upload.phase === "hash" || upload.phase === "start" || (await Transfer.#unsent(upload, records)).length > 0;
  }

  static async #unsent(upload, records) {
    return [...(await records.files(upload)).values()].filter((row) => !row.done);
  }

  /** Returns the paths of files that must still be sent, but are not among those selected, or have changed. */
  static async differences(upload, files, records) {
    if (upload.phase === "hash") {
      return [];
    }
    const byPath = new Map(files.map((each) => [each.path, each.file]));
    const isDifferent = (row) => !byPath.has(row.path) || !isSame(row, byPath.get(row.path));
    return (await Transfer.#unsent(upload, records)).filter(isDifferent).map((row) => row.path);
  }

  /** Asks the server whether the upload would be accepted, without starting it; see Session.check. */
  check(upload, bytes, documents, signal) {
    return this.#session.check(upload, bytes, documents, signal);
  }

  /** Requests the outlook of the upload, without repetitions; see Session.outlook. */
  outlook(upload, bytes, signal) {
    return this.#session.outlook(upload, bytes, signal);
  }

  /** Uploads files, an array of {path, file}, and publishes the version. Throws the reason of the signal if that aborts. */
  async run(upload, files, signal) {
    const hashing = new Hashing();
    let rows = await this.#records.files(upload);
    try {
      if (upload.phase === "hash") {
        rows = await this.#hash(upload, files, rows, hashing, signal);
      }
      if (upload.phase === "start") {
        await this.#session.undoStarts(upload, signal);
      }
      if (upload.phase === "hash" || upload.phase === "start") {
        this.#progress.begin("Starting the upload");
        await this.#session.start(upload, [...rows.values()], signal);
      }
      await this.#sendAndComplete(upload, files, rows, hashing, signal);
      await this.#records.remove(upload);
    } catch (error) {
      const hasEnded = error.status === 403 && (upload.phase === "send" || upload.phase === "complete");
      if (hasEnded && (await this.#wasCompleted(upload, [...rows.values()], signal))) {
        return;
      }
      if (hasEnded) {
        await this.#reset(upload, rows);
        error.message += "; continue to start the upload again";
      }
      throw error;
    } finally {
      hashing.close();
    }
  }

  /** Sends files again that the server does not have when it completes the upload, such as after a power failure. */
  async #sendAndComplete(upload, files, rows, hashing, signal) {
    for (let attempt = 1; ; attempt++) {
      await this.#sendFiles(upload, files, rows, hashing, signal);
      this.#progress.begin("Publishing the version");
      try {
        await this.#session.complete(upload, signal);
        return;
      } catch (error) {
        if (error.status !== 400) {
          throw error;
        }
        await this.#resend(upload, rows, error.missing);
        // After a reload, the person has not selected the files if none had to be sent.
        const areSelected = (await Transfer.differences(upload, files, this.#records)).length === 0;
        if (error.missing.count === 0 || attempt === MAX_COMPLETIONS || !areSelected) {
          error.message += "; continue to send the files again";
          throw error;
        }
      }
    }
  }

  /**
   * Returns whether an earlier run completed the upload, and then deletes its record. The response of that run was lost.
   */
  async #wasCompleted(upload, rows, signal) {
    const summary = await this.#session.findFinished(upload, rows, signal);
    if (summary) {
      upload.onProbation = summary.on_probation === true;
      await this.#records.remove(upload);
    }
    return summary !== null;
  }

  /** Returns to the state before the start, since the server has ended the upload. The checksums remain. */
  async #reset(upload, rows) {
    upload.phase = "hash";
    rows.forEach((row) => {
      delete row.send;
      delete row.done;
    });
    await this.#records.replace(upload, [...rows.values()]);
  }

  /** Returns to the state before the missing files were sent; all files if the server has not named all missing ones. */
  async #resend(upload, rows, { count, paths }) {
    upload.phase = "send";
    const all = [...rows.values()];
    const named = new Set(paths);
    const areNamed = count > 0 && named.size === count;
    all
      .filter((row) => row.send && (!areNamed || named.has(row.path)))
      .forEach((row) => {
        delete row.done;
      });
    await this.#records.replace(upload, all);
  }

  async #hash(upload, files, known, hashing, signal) {
    const rows = new Map();
    const unhashed = [];
    for (const each of files) {
      const earlier = known.get(each.path);
      const isHashed = earlier?.md5 && isSame(earlier, each.file);
      rows.set(each.path, isHashed ? earlier : rowOf(upload, each));
      if (!isHashed) {
        unhashed.push(each);
      }
    }
    const all = [...rows.values()];
    const total = totalOf(all);
    Object.assign(upload, total);
    await this.#records.replace(upload, all);
    this.#progress.begin("Computing checksums", total, totalOf(all.filter((row) => row.md5)));
    const count = (bytes) => this.#progress.add(bytes);
    await forEachConcurrently(unhashed, hashing.concurrency, signal, async ({ path, file }, both) => {
      const row = rows.get(path);
      row.md5 = await hashing.hash(file, both, count);
      await this.#records.saveFiles([row]);
      this.#progress.addFiles(1);
    });
    return rows;
  }

  async #sendFiles(upload, files, rows, hashing, signal) {
    const all = [...rows.values()];
    const unsent = all.filter((row) => !row.done);
    const sent = all.filter((row) => row.done && row.send);
    this.#progress.begin("Uploading", totalOf([...unsent, ...sent]), totalOf(sent));
    const byPath = new Map(files.map(({ path, file }) => [path, file]));
    const tools = { requests: this.#requests, records: this.#records, progress: this.#progress, hashing };
    await new Sender(this.#server.base, upload, tools).sendAll(
      unsent.map((row) => ({ row, file: byPath.get(row.path) })),
      signal,
    );
  }

  /**
   * Deletes what was sent, unlocks the project and deletes the record of the upload. Returns "aborted"; "published" if
   * the upload had been completed before; or "unknown" if it may be publishing at this moment.
   */
  async abort(upload, signal) {
    const rows = [...(await this.#records.files(upload)).values()];
    const hasEnded = await this.#session.undoStarts(upload, signal);
    const isUnclear = upload.phase === "complete" && !hasEnded;
    if (isUnclear && (await this.#wasCompleted(upload, rows, signal))) {
      return "published";
    }
    await this.#records.remove(upload);
    return isUnclear ? "unknown" : "aborted";
  }
}
