// Requests to the API of the server, repeated while the server or the network is unavailable.

const FIRST_DELAY_MILLIS = 500;
const MAX_DELAY_MILLIS = 15_000;
const MAX_RETRY_AFTER_MILLIS = 60_000;
const MAX_INTERNAL_ERRORS = 4;
const UNAVAILABLE = new Set([408, 429, 502, 503, 504]);

/** A response that is not a success. */
export class Refusal extends Error {
  constructor(status, body) {
    super(body.reason ?? `the server responded with status ${status}`);
    this.status = status;
    this.kind = body.kind ?? "";
    /** The number of files that the server needs to complete an upload, and the paths of some or all of them. */
    this.missing = { count: body.missing_count ?? 0, paths: body.missing ?? [] };
  }
}

/** No response was received. */
export class NoResponse extends Error {}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Sends one request and returns {status, retryAfter, body}. Throws NoResponse, or the reason of the signal. */
export function send({ method, url, headers = {}, body = null, signal, onSent = () => {} }) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // fetch() cannot report how much of a body was sent.
    const request = new XMLHttpRequest();
    request.open(method, url);
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    const abort = () => request.abort();
    signal.addEventListener("abort", abort);
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () =>
      resolve({
        status: request.status,
        retryAfter: Number(request.getResponseHeader("Retry-After")),
        body: json(request.responseText),
      });
    request.onerror = () => reject(new NoResponse("the server cannot be reached"));
    request.onabort = () => reject(signal.reason ?? new NoResponse("the request was cancelled"));
    request.onloadend = () => signal.removeEventListener("abort", abort);
    request.send(body);
  });
}

/** Waits, or until the browser is online again. */
function wait(millis, signal) {
  return new Promise((resolve, reject) => {
    const end = (settle) => {
      clearTimeout(timer);
      window.removeEventListener("online", proceed);
      signal.removeEventListener("abort", cancel);
      settle();
    };
    const proceed = () => end(resolve);
    const cancel = () => end(() => reject(signal.reason));
    const timer = setTimeout(proceed, millis);
    window.addEventListener("online", proceed);
    signal.addEventListener("abort", cancel);
  });
}

function delay(attempt, retryAfterSeconds) {
  const backoff = Math.min(MAX_DELAY_MILLIS, FIRST_DELAY_MILLIS * 2 ** attempt) * (0.5 + Math.random() / 2);
  const requested = Math.min(MAX_RETRY_AFTER_MILLIS, (retryAfterSeconds || 0) * 1000);
  return Math.max(backoff, requested);
}

async function outcome(request, signal) {
  try {
    const { status, retryAfter, body } = await send({ ...request, signal });
    return status >= 200 && status < 300 ? { body } : { problem: new Refusal(status, body), retryAfter };
  } catch (error) {
    if (error instanceof NoResponse) {
      return { problem: error, retryAfter: 0 };
    }
    throw error;
  }
}

function isTemporary(problem, attempt) {
  return (
    problem instanceof NoResponse ||
    UNAVAILABLE.has(problem.status) ||
    (problem.status === 500 && attempt < MAX_INTERNAL_ERRORS)
  );
}

export class Requests {
  #onWait;
  /** The reason why each waiting request is repeated. */
  #waiting = new Map();

  /** onWait receives why at least one request is repeated, and null when none is. */
  constructor(onWait) {
    this.#onWait = onWait;
  }

  /**
   * Returns the body of the response. Repeats the request until there is one, however long the server is unavailable.
   * Throws a Refusal. prepare(attempt, problem) returns the request of each attempt, so that its address can be renewed;
   * problem is that of the attempt before, null for the first one. isRepeatable(problem, attempt) returns whether this
   * request is also repeated after a problem that is usually permanent.
   */
  async repeat(prepare, signal, isRepeatable = () => false) {
    const id = Symbol("request");
    let last = null;
    try {
      for (let attempt = 0; ; attempt++) {
        const { body, problem, retryAfter } = await outcome(await prepare(attempt, last), signal);
        if (!problem) {
          return body;
        }
        if (!isTemporary(problem, attempt) && !isRepeatable(problem, attempt)) {
          throw problem;
        }
        last = problem;
        // Deleted first, so that the newest reason is the last one.
        this.#waiting.delete(id);
        this.#waiting.set(id, navigator.onLine ? problem.message : "this computer is offline");
        this.#report();
        await wait(delay(attempt, retryAfter), signal);
      }
    } finally {
      if (this.#waiting.delete(id)) {
        this.#report();
      }
    }
  }

  #report() {
    this.#onWait([...this.#waiting.values()].at(-1) ?? null);
  }
}
