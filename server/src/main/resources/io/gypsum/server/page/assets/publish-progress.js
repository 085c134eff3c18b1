// The progress of a phase of an upload, its rate and the time left.

const WINDOW_MILLIS = 10_000;
const MIN_WINDOW_MILLIS = 1_000;
const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

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
  #total = 0;
  #done = 0;
  #samples = [];

  /** Begins a phase. doneBytes were done by earlier runs and do not count for the rate. */
  begin(label, totalBytes, doneBytes = 0) {
    this.#label = label;
    this.#total = totalBytes;
    this.#done = doneBytes;
    this.#samples = [{ time: performance.now(), done: doneBytes }];
  }

  /** Adds bytes that were done, or subtracts those that must be repeated. */
  add(bytes) {
    this.#done += bytes;
  }

  get fraction() {
    return this.#total === 0 ? 0 : Math.min(1, this.#done / this.#total);
  }

  /** Returns a line such as "Uploading: 1.2 GB of 3.4 GB, 45 MB/s, 50 s left". */
  text() {
    if (this.#total === 0) {
      return this.#label;
    }
    const rate = this.#rate();
    const parts = [`${this.#label}: ${sizeText(this.#done)} of ${sizeText(this.#total)}`];
    if (rate > 0 && this.#done < this.#total) {
      parts.push(`${sizeText(rate)}/s`, `${durationText((this.#total - this.#done) / rate)} left`);
    }
    return parts.join(", ");
  }

  #rate() {
    const now = performance.now();
    this.#samples.push({ time: now, done: this.#done });
    while (this.#samples.length > 2 && now - this.#samples[1].time > WINDOW_MILLIS) {
      this.#samples.shift();
    }
    const first = this.#samples[0];
    const millis = now - first.time;
    return millis < MIN_WINDOW_MILLIS ? 0 : (1000 * (this.#done - first.done)) / millis;
  }
}
