// The elements of the page for uploads. Their texts and order are those of publish.jte.
import { countText, sizeText } from "./publish-progress.js";

const MAX_LISTED = 100;
/** Screen readers would otherwise speak without pause. */
const ANNOUNCEMENT_MILLIS = 10_000;

function element(id) {
  return document.getElementById(id);
}

function item(...content) {
  const li = document.createElement("li");
  li.append(...content);
  return li;
}

function code(text) {
  const bdi = document.createElement("bdi");
  bdi.textContent = text;
  return bdi;
}

function button(text, onClick) {
  const result = document.createElement("button");
  result.type = "button";
  result.className = "button";
  result.textContent = text;
  result.addEventListener("click", onClick);
  return result;
}

function link(url, text) {
  const result = document.createElement("a");
  result.href = url;
  result.textContent = text;
  return result;
}

/** Shows the first items of a list, and how many others there are. */
function fill(list, items, render) {
  list.replaceChildren(...items.slice(0, MAX_LISTED).map(render));
  if (items.length > MAX_LISTED) {
    list.append(item(`and ${(items.length - MAX_LISTED).toLocaleString("en")} more`));
  }
}

export class View {
  #announced = 0;
  #chosenProbation = false;

  get version() {
    return element("publish-version").value.trim();
  }

  get options() {
    return {
      probation: element("publish-probation").checked,
      dedup: element("publish-dedup").checked,
      defaults: element("publish-defaults").checked,
    };
  }

  on(id, event, action) {
    element(id).addEventListener(event, action);
  }

  show(id, isShown) {
    element(id).hidden = !isShown;
  }

  enable(id, isEnabled) {
    element(id).disabled = !isEnabled;
  }

  focus(id) {
    element(id).focus();
  }

  /** Opens the window of the browser in which files are selected. */
  openInput(id) {
    // Selecting the same folder again is a change, too.
    element(id).value = "";
    element(id).click();
  }

  markDropZone(isOver) {
    element("publish-drop").classList.toggle("drop-over", isOver);
  }

  showPlan({ files, excluded, problems }) {
    const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
    const count = excluded.length > 0 ? `; ${excluded.length.toLocaleString("en")} excluded` : "";
    element("publish-selection").textContent =
      files.length === 0 && excluded.length === 0 ? "" : `${countText(files.length, "file")}, ${sizeText(bytes)}${count}`;
    fill(element("publish-files"), files, ({ path, file }) => item(code(path), ` (${sizeText(file.size)})`));
    fill(element("publish-excluded"), excluded, ({ path, pattern }) => item(code(path), " by ", code(pattern)));
    this.show("publish-files-box", files.length > 0);
    this.show("publish-excluded-box", excluded.length > 0);
    this.show("publish-clear", files.length + excluded.length > 0);
    this.showProblems(problems.map(({ path, problem }) => `'${path}' ${problem}`));
  }

  /** Shows what prevents the upload, or prevented it. */
  showProblems(problems) {
    fill(element("publish-problems"), problems, (problem) => item(problem));
    this.show("publish-problems-box", problems.length > 0);
  }

  /** Shows what would happen to the upload, and the commands that would do the same. */
  showOutlook({ reason, outlook, right, on_probation: onProbation, refusals = [], commands = [] }) {
    const isRefused = reason !== undefined || refusals.length > 0;
    const style = isRefused ? "banner-danger" : onProbation ? "banner-warning" : "banner-info";
    element("publish-outlook-box").className = `banner ${style}`;
    element("publish-outlook").textContent = reason ?? [...new Set([...refusals, outlook])].join(" ");
    this.#requireProbation(right === "untrusted");
    const examples = new Map(commands.map(({ label, text }) => [label, text]));
    document.querySelectorAll(".commands details").forEach((details) => {
      const text = examples.get(details.querySelector("summary").textContent);
      if (text !== undefined) {
        details.querySelector("code").textContent = text;
      }
    });
  }

  /** Checks and disables the box if uploads need approval. The choice of the user is restored when they do not. */
  #requireProbation(isRequired) {
    const box = element("publish-probation");
    if (isRequired && !box.disabled) {
      this.#chosenProbation = box.checked;
      box.checked = true;
    } else if (!isRequired && box.disabled) {
      box.checked = this.#chosenProbation;
    }
    box.disabled = isRequired;
  }

  /** Shows the result of a check. */
  showCheck({ notes, documents, checked }) {
    fill(element("publish-notes"), notes, (note) => item(note));
    fill(element("publish-violations"), documents, ({ path, violations, more }) => {
      const list = document.createElement("ul");
      fill(list, violations, ({ pointer, expected, found }) =>
        item(code(pointer || "(root)"), `: expected ${expected}, found ${found}`));
      if (more > 0) {
        list.append(item(`and ${more} more`));
      }
      return item(code(path), list);
    });
    const isValid = documents.length === 0;
    element("publish-valid").textContent = checked > 0 && isValid ? `${countText(checked, "metadata document")} checked: valid.` : "";
    this.show("publish-violations-box", !isValid);
    this.show("publish-check-box", true);
  }

  hideCheck() {
    this.show("publish-check-box", false);
  }

  /** Shows uploads that were interrupted. */
  showUnfinished(uploads, onContinue, onAbort) {
    fill(element("publish-unfinished"), uploads, (upload) => {
      const name = `${upload.asset}/${upload.version}`;
      const started = new Date(upload.started).toLocaleString();
      const text = document.createElement("span");
      text.append(code(name), `: ${countText(upload.files ?? 0, "file")}, ${sizeText(upload.bytes ?? 0)}, started ${started} `);
      const resume = button("Continue", () => onContinue(upload));
      resume.setAttribute("aria-label", `Continue the upload of ${name}`);
      const abort = button("Abort", () => onAbort(upload));
      abort.setAttribute("aria-label", `Abort the upload of ${name}`);
      return item(text, resume, " ", abort);
    });
    this.show("publish-unfinished-box", uploads.length > 0);
  }

  showProgress(progress) {
    const text = progress.text();
    element("publish-state").textContent = text;
    const bar = element("publish-bar");
    bar.value = progress.fraction;
    const now = performance.now();
    if (now - this.#announced > ANNOUNCEMENT_MILLIS) {
      this.#announced = now;
      this.announce(text);
    }
  }

  /** Shows why the upload does not run. */
  showState(text) {
    element("publish-state").textContent = text;
    this.announce(text);
  }

  /** Has screen readers read a text when they are idle. */
  announce(text) {
    element("publish-announcement").textContent = text;
  }

  showWaiting(reason) {
    element("publish-waiting").textContent = reason ? `Waiting for the server: ${reason}. The upload continues by itself.` : "";
  }

  /** Shows that the upload is complete, and what can be done next. base: the path of the server. */
  showPublished({ project, asset, version, onProbation }, base) {
    const name = [project, asset, version].map(encodeURIComponent).join("/");
    const page = `${base}/browse/${name}`;
    element("publish-result").replaceChildren(
      link(page, `${project}/${asset}/${version}`),
      onProbation ? " is on probation until an owner approves it." : " is published.",
    );
    const another = `${base}/publish/${encodeURIComponent(project)}?asset=${encodeURIComponent(asset)}`;
    const steps = onProbation
      ? [
          [link(`${base}/review/${name}`, "Open the review"), ". An owner or administrator decides; send them this link."],
          [link(`${base}/review`, "See the state of your uploads"), ", and the reason of a rejection."],
        ]
      : [
          [link(`${page}#cite`, "Cite the version"), " in a publication."],
          ["Share its permanent address: ", link(page, new URL(page, window.location).href)],
        ];
    element("publish-next").replaceChildren(
      ...steps.map((step) => item(...step)),
      item(link(another, "Upload another version"), ` of ${asset}.`),
    );
    this.show("publish-next-box", true);
    this.show("publish-done", true);
    this.focus("publish-done");
  }
}
