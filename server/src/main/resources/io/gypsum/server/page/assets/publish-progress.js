// The progress of a phase of an upload, its rate and the time left.

const WINDOW_MILLIS = 10_000;
const MIN_WINDOW_MILLIS = 1_000;
const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];
const NOTHING = { bytes: 0, files: 0 };

/** Returns a size as the pages and commands show it, such as 3.4 MB. */
export function sizeText(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export function countText(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

function durationText(seconds) {
  if (seconds < 60) {
    return `${Math.max(1, Math.round(seconds))} s`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export class Progress {
  #label = "";
  #total = NOTHING;
  #done = NOTHING;
  #samples = [];

  /** Begins a phase. total and done: {bytes, files}; what was done by earlier runs does not count for the rate. */
  begin(label, total = NOTHING, done = NOTHING) {
    this.#label = label;
    this.#total = total;
    this.#done = { ...done };
    this.#samples = [{ time: performance.now(), bytes: done.bytes }];
  }

  /** Adds bytes that were done, or subtracts those that must be repeated. */
  add(bytes) {
    this.#done.bytes += bytes;
  }

  /** Adds files that were done. */
  addFiles(count) {
    this.#done.files += count;
  }

  get fraction() {
    return this.#total.bytes === 0 ? 0 : Math.min(1, this.#done.bytes / this.#total.bytes);
  }

  /** Returns a line such as "Uploading: 7 of 12 files, 1.2 GB of 3.4 GB, 45 MB/s, 50 s left". */
  text() {
    if (this.#total.files === 0) {
      return this.#label;
    }
    const files = `${this.#done.files.toLocaleString("en")} of ${countText(this.#total.files, "file")}`;
    const parts = [`${this.#label}: ${files}`, `${sizeText(this.#done.bytes)} of ${sizeText(this.#total.bytes)}`];
    const rate = this.#rate();
    const left = this.#total.bytes - this.#done.bytes;
    if (rate > 0 && left > 0) {
      parts.push(`${sizeText(rate)}/s`, `${durationText(left / rate)} left`);
    }
    return parts.join(", ");
  }

  #rate() {
    const now = performance.now();
    this.#samples.push({ time: now, bytes: this.#done.bytes });
    while (this.#samples.length > 2 && now - this.#samples[1].time > WINDOW_MILLIS) {
      this.#samples.shift();
    }
    const first = this.#samples[0];
    const millis = now - first.time;
    return millis < MIN_WINDOW_MILLIS ? 0 : (1000 * (this.#done.bytes - first.bytes)) / millis;
  }
}
