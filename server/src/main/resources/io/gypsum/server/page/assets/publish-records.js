// Uploads that are not complete, in the database of the browser, so that they can be continued after a reload.
//
// An upload: {id, login, project, asset, version, options, started, session, sessions, phase, files, bytes, bundles?}, where
// 'bundles' contains the address and the limits of requests with many files. One of its files: {upload, path, size, changed, md5?,
// send?, done?}, where 'send' contains the addresses if the file must be sent.

const NAME = "gypsum-uploads";
const FORMAT = 1;
const MAX_AGE_MILLIS = 14 * 24 * 60 * 60 * 1000;

function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

function range(upload) {
  return IDBKeyRange.bound([upload.id], [upload.id, []]);
}

/** Opens the database. Without one, such as in some private windows, an upload works but ends with its page. */
export async function openRecords() {
  try {
    const request = indexedDB.open(NAME, FORMAT);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("uploads", { keyPath: "id" });
      request.result.createObjectStore("files", { keyPath: ["upload", "path"] });
    };
    return new DatabaseRecords(await result(request));
  } catch {
    return new MemoryRecords();
  }
}

class DatabaseRecords {
  #database;

  constructor(database) {
    this.#database = database;
  }

  /** Returns whether the records outlive the page. */
  get isLasting() {
    return true;
  }

  /** Returns the uploads of a user to a project, newest first, and deletes what is too old to be continued. */
  async uploads(login, project) {
    const all = await result(this.#database.transaction("uploads").objectStore("uploads").getAll());
    const oldest = Date.now() - MAX_AGE_MILLIS;
    for (const upload of all.filter((each) => each.started < oldest)) {
      await this.remove(upload);
    }
    return all
      .filter((each) => each.login === login && each.project === project && each.started >= oldest)
      .sort((one, other) => other.started - one.started);
  }

  /** Returns the files of an upload by path. */
  async files(upload) {
    const all = await result(this.#database.transaction("files").objectStore("files").getAll(range(upload)));
    return new Map(all.map((file) => [file.path, file]));
  }

  saveUpload(upload) {
    return this.#write((uploads) => uploads.put(upload));
  }

  saveFiles(some) {
    return this.#write((uploads, files) => some.forEach((file) => files.put(file)));
  }

  /** Saves an upload with exactly these files. */
  replace(upload, all) {
    return this.#write((uploads, files) => {
      uploads.put(upload);
      files.delete(range(upload));
      all.forEach((file) => files.put(file));
    });
  }

  remove(upload) {
    return this.#write((uploads, files) => {
      uploads.delete(upload.id);
      files.delete(range(upload));
    });
  }

  /** Performs a change in one step. */
  async #write(change) {
    const transaction = this.#database.transaction(["uploads", "files"], "readwrite");
    change(transaction.objectStore("uploads"), transaction.objectStore("files"));
    await done(transaction);
  }
}

/** The same, without a database. Objects are not copied, so only their sets are kept. */
class MemoryRecords {
  #files = new Map();

  get isLasting() {
    return false;
  }

  async uploads() {
    return [];
  }

  async files(upload) {
    return this.#files.get(upload.id) ?? new Map();
  }

  async saveUpload() {}

  async saveFiles() {}

  async replace(upload, all) {
    this.#files.set(upload.id, new Map(all.map((file) => [file.path, file])));
  }

  async remove(upload) {
    this.#files.delete(upload.id);
  }
}
