// The page for uploads: connects its elements with an upload. Without this file, the page explains the commands.
import { documentsOf } from "./publish-documents.js";
import { filesOfDrop, filesOfInput, planOf } from "./publish-files.js";
import { Outlook } from "./publish-outlook.js";
import { Progress } from "./publish-progress.js";
import { openRecords } from "./publish-records.js";
import { Transfer } from "./publish-transfer.js";
import { View } from "./publish-view.js";

const REFRESH_MILLIS = 300;

/** Runs a task unless another tab of this browser runs it; browsers offer such locks on encrypted connections only. */
function exclusively(upload, task) {
  if (!navigator.locks) {
    return task();
  }
  return navigator.locks.request(`gypsum-upload-${upload.id}`, { ifAvailable: true }, (lock) => {
    if (!lock) {
      throw new Error("another tab of this browser is sending this upload; continue there, or close it");
    }
    return task();
  });
}

class PublishPage {
  #settings;
  #view = new View();
  #progress = new Progress();
  #records;
  #transfer;
  #outlook = new Outlook((signal) => this.#askOutlook(signal), (answer) => this.#view.showOutlook(answer));
  #selected = new Map();
  #plan = { files: [], excluded: [], problems: [] };
  /** The upload that runs, is paused, or waits for its files to be selected again. */
  #upload = null;
  #running = null;
  #lastRun = null;
  #isChecked = false;

  constructor(settings) {
    this.#settings = settings;
  }

  async start() {
    this.#records = await openRecords();
    this.#transfer = new Transfer(this.#settings, this.#records, this.#progress, (reason) => this.#view.showWaiting(reason));
    this.#view.show("publish-temporary", !this.#records.isLasting);
    this.#listen();
    await this.#showUnfinished();
    this.#view.show("publish", true);
  }

  #listen() {
    const view = this.#view;
    view.on("publish-choose-folder", "click", () => view.openInput("publish-folder-input"));
    view.on("publish-choose-files", "click", () => view.openInput("publish-file-input"));
    ["publish-folder-input", "publish-file-input"].forEach((id) =>
      view.on(id, "change", (event) => this.#select(filesOfInput(event.target))));
    view.on("publish-clear", "click", () => this.#select(null));
    view.on("publish-defaults", "change", () => this.#select([]));
    ["publish-version", "publish-probation", "publish-dedup"].forEach((id) =>
      view.on(id, "input", () => this.#forgetCheck()));
    view.on("publish-drop", "dragover", (event) => {
      event.preventDefault();
      view.markDropZone(true);
    });
    view.on("publish-drop", "dragleave", () => view.markDropZone(false));
    view.on("publish-drop", "drop", async (event) => {
      event.preventDefault();
      view.markDropZone(false);
      try {
        await this.#select(await filesOfDrop(event.dataTransfer));
      } catch (error) {
        view.showProblems([`cannot read what was dropped: ${error.message}`]);
      }
    });
    view.on("publish-form", "submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    view.on("publish-pause", "click", () => this.#pause());
    view.on("publish-resume", "click", () => this.#continue(this.#upload));
    view.on("publish-abort", "click", () => this.#abort(this.#upload));
    window.addEventListener("beforeunload", (event) => {
      if (this.#running) {
        event.preventDefault();
      }
    });
  }

  /** Adds files to the selection; null removes all. */
  async #select(files) {
    if (files === null) {
      this.#selected.clear();
    }
    (files ?? []).forEach((each) => this.#selected.set(each.path, each));
    const { defaultPatterns, project, asset } = this.#settings;
    const prefix = new TextEncoder().encode(`${project}/${asset}/${this.#view.version}/`).length;
    try {
      this.#plan = await planOf([...this.#selected.values()], this.#view.options.defaults ? defaultPatterns : [], prefix);
    } catch (error) {
      this.#plan = { files: [], excluded: [], problems: [{ path: ".gypsumignore", problem: error.message }] };
    }
    this.#view.showPlan(this.#plan);
    this.#forgetCheck();
    if (this.#upload && !this.#running && files?.length > 0) {
      await this.#continueWithSelection();
    }
  }

  #forgetCheck() {
    this.#isChecked = false;
    this.#view.hideCheck();
    this.#outlook.update();
    this.#view.enable("publish-start", this.#plan.files.length > 0 && this.#plan.problems.length === 0 && !this.#upload);
  }

  /** Returns the upload as it is typed at the moment. */
  #typed() {
    const { login, project, asset } = this.#settings;
    return Transfer.create({ login, project, asset, version: this.#view.version }, this.#view.options);
  }

  #bytes() {
    return this.#plan.files.reduce((sum, { file }) => sum + file.size, 0);
  }

  /** A running upload has itself locked the project, so there is nothing to show. */
  async #askOutlook(signal) {
    return this.#upload || this.#view.version === "" ? null : this.#transfer.outlook(this.#typed(), this.#bytes(), signal);
  }

  async #submit() {
    const upload = this.#typed();
    this.#outlook.stop();
    this.#view.enable("publish-start", false);
    try {
      if (this.#isChecked || (await this.#check(upload))) {
        this.#upload = upload;
        await this.#run();
      }
    } catch (error) {
      this.#view.showProblems([error.message]);
    } finally {
      this.#view.enable("publish-start", !this.#upload);
    }
  }

  /** Shows what the server finds, and returns whether the upload can start without a further question. */
  async #check(upload) {
    const signal = new AbortController().signal;
    const { files } = this.#plan;
    const bytes = this.#bytes();
    const { batches, tooLarge } = await documentsOf(files, this.#settings.documentNames);
    const result = { notes: [], documents: [], checked: 0 };
    let refusals = [];
    for (const batch of batches) {
      const answer = await this.#transfer.check(upload, bytes, batch, signal);
      this.#view.showOutlook(answer);
      result.notes = answer.notes;
      result.checked += answer.documents.length;
      result.documents.push(...answer.documents.filter(({ violations }) => violations.length > 0));
      upload.onProbation = answer.on_probation;
      refusals = answer.refusals;
    }
    tooLarge.forEach((path) => result.notes.push(`'${path}' is too large to be checked here; use 'gypsum validate'`));
    this.#view.showCheck(result);
    this.#view.showProblems(refusals);
    const isPlain = result.documents.length === 0 && result.notes.length === 0;
    this.#isChecked = refusals.length === 0;
    if (this.#isChecked && !isPlain) {
      this.#view.announce("The check found problems. Press the button again to upload anyway.");
    }
    return this.#isChecked && isPlain;
  }

  async #showUnfinished() {
    const { login, project } = this.#settings;
    const others = (await this.#records.uploads(login, project)).filter(({ id }) => id !== this.#upload?.id);
    this.#view.showUnfinished(others, (upload) => this.#continue(upload), (upload) => this.#abort(upload));
  }

  /** Continues the upload of this page, or one of an earlier page, whose files must be selected again. */
  async #continue(upload) {
    if (this.#running) {
      this.#view.showProblems(["another upload is running; pause or abort it first"]);
      return;
    }
    if (this.#upload?.id !== upload.id) {
      this.#upload = upload;
      await this.#select(null);
      await this.#showUnfinished();
    }
    if (!(await Transfer.needsFiles(upload, this.#records))) {
      await this.#run();
    } else if (this.#plan.files.length > 0) {
      await this.#continueWithSelection();
    } else {
      this.#showStopped(`Select the same files or folder of '${upload.asset}/${upload.version}' again to continue.`);
      this.#view.focus("publish-choose-folder");
    }
  }

  async #continueWithSelection() {
    const different = await Transfer.differences(this.#upload, this.#plan.files, this.#records);
    if (different.length > 0) {
      this.#view.showProblems(
        different.map((path) => `'${path}' is missing or has changed since the upload started; select the same files, or abort`));
    } else {
      await this.#run();
    }
  }

  #run() {
    this.#lastRun = this.#runOnce();
    return this.#lastRun;
  }

  async #runOnce() {
    const upload = this.#upload;
    const running = new AbortController();
    this.#running = running;
    this.#view.showProblems([]);
    this.#showTransfer(true);
    const timer = setInterval(() => this.#view.showProgress(this.#progress), REFRESH_MILLIS);
    try {
      await exclusively(upload, () => this.#transfer.run(upload, this.#plan.files, running.signal));
      this.#upload = null;
      this.#finish(upload);
    } catch (error) {
      const isPaused = running.signal.aborted;
      this.#showStopped(isPaused ? "Paused. Nothing that was sent is lost." : "Stopped.");
      this.#view.showProblems(isPaused ? [] : [error.message]);
    } finally {
      clearInterval(timer);
      this.#running = null;
      this.#view.showWaiting(null);
      await this.#showUnfinished();
    }
  }

  #pause() {
    this.#running?.abort(new DOMException("paused", "AbortError"));
  }

  #finish(upload) {
    this.#view.show("publish-transfer", false);
    this.#view.show("publish-form", false);
    this.#view.showProblems([]);
    this.#view.showPublished(upload, this.#settings.base);
  }

  #showTransfer(isRunning) {
    this.#view.show("publish-transfer", true);
    this.#view.show("publish-pause", isRunning);
    this.#view.show("publish-resume", !isRunning);
    this.#view.enable("publish-start", false);
    this.#view.focus(isRunning ? "publish-pause" : "publish-resume");
  }

  #showStopped(text) {
    this.#showTransfer(false);
    this.#view.showState(text);
  }

  async #abort(upload) {
    if (this.#upload?.id === upload.id) {
      this.#pause();
      await this.#lastRun;
    }
    try {
      const result = await exclusively(upload, () => this.#transfer.abort(upload, new AbortController().signal));
      const isShown = this.#upload?.id === upload.id;
      if (isShown) {
        this.#upload = null;
      }
      await this.#showUnfinished();
      if (result === "published") {
        this.#finish(upload);
        return;
      }
      if (isShown) {
        this.#view.show("publish-transfer", false);
        this.#view.focus("publish-version");
      }
      const name = `${upload.asset}/${upload.version}`;
      this.#view.announce(result === "aborted" ? `The upload of ${name} was aborted.` : "");
      this.#view.showProblems(
        result === "unknown" ? [`the server may be publishing '${name}' at the moment; look at the asset in a minute`] : []);
      this.#forgetCheck();
    } catch (error) {
      this.#view.showProblems([`cannot abort the upload: ${error.message}`]);
    }
  }
}

const root = document.getElementById("publish");
if (root) {
  await new PublishPage({ ...JSON.parse(root.dataset.settings), csrf: root.dataset.csrf }).start();
}
