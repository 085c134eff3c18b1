// The files that a person selects or drops, with the paths that they get in the version.
import { Patterns } from "./publish-patterns.js";

const IGNORE_FILE = ".gypsumignore";
const MAX_IGNORE_BYTES = 1024 * 1024;
const MAX_KEY_BYTES = 1024;

/** Returns the files of an input. A folder that was selected does not belong to the paths of its files. */
export function filesOfInput(input) {
  return Array.from(input.files, (file) => ({
    path: file.webkitRelativePath.split("/").slice(1).join("/") || file.name,
    file,
  }));
}

function readEntries(reader) {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function fileOfEntry(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

async function addEntry(entry, path, files) {
  if (entry.isFile) {
    files.push({ path, file: await fileOfEntry(entry) });
    return;
  }
  const reader = entry.createReader();
  // Each call returns some of the entries; an empty array is the end.
  for (let some = await readEntries(reader); some.length > 0; some = await readEntries(reader)) {
    for (const child of some) {
      await addEntry(child, path === "" ? child.name : `${path}/${child.name}`, files);
    }
  }
}

/** Returns the files that were dropped. If they are one folder, its name does not belong to the paths of its files. */
export async function filesOfDrop(dataTransfer) {
  // All entries are read before the first wait, after which the browser discards them.
  const entries = Array.from(dataTransfer.items, (item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) {
    return Array.from(dataTransfer.files, (file) => ({ path: file.name, file }));
  }
  const files = [];
  const isOneFolder = entries.length === 1 && entries[0].isDirectory;
  for (const entry of entries) {
    await addEntry(entry, isOneFolder ? "" : entry.name, files);
  }
  return files;
}

/** Returns why a path is invalid (rest-api.md, section 1); null if it is not. */
function pathProblem(path, prefixBytes) {
  const components = path.split("/");
  if (components.some((each) => each === "" || each === ".")) {
    return "contains an empty name";
  }
  if (components.some((each) => each.startsWith(".."))) {
    return "contains a name that starts with '..', which is reserved";
  }
  // eslint-disable-next-line no-control-regex
  if (/[\\\u0000-\u001f\u007f-\u009f]/.test(path)) {
    return "contains a backslash or a control character";
  }
  if (/\p{Surrogate}/u.test(path)) {
    return "contains a character that UTF-8 cannot encode";
  }
  const bytes = new TextEncoder().encode(path).length + prefixBytes;
  return bytes > MAX_KEY_BYTES ? `is too long: ${bytes} bytes with the names before it, of at most ${MAX_KEY_BYTES}` : null;
}

async function ignoreLines(selected) {
  const found = selected.find(({ path }) => path === IGNORE_FILE);
  if (!found) {
    return [];
  }
  if (found.file.size > MAX_IGNORE_BYTES) {
    throw new Error(`'${IGNORE_FILE}' has more than ${MAX_IGNORE_BYTES} bytes; use fewer patterns`);
  }
  // text() decodes UTF-8 and removes a byte order mark.
  return (await found.file.text()).split("\n");
}

/**
 * The files of an upload.
 *
 * files: an array of {path, file} by path; excluded: an array of {path, pattern}, a folder once; problems: an array of
 * {path, problem}.
 */
export async function planOf(selected, defaultPatterns, prefixBytes) {
  const patterns = new Patterns([...defaultPatterns, ...(await ignoreLines(selected))]);
  const excluded = new Map();
  const byPath = new Map();
  const problems = [];
  for (const each of selected) {
    const exclusion = patterns.exclusion(each.path);
    if (exclusion) {
      excluded.set(exclusion.path, exclusion);
      continue;
    }
    const problem = byPath.has(each.path) ? "was selected twice" : pathProblem(each.path, prefixBytes);
    if (problem) {
      problems.push({ path: each.path, problem });
    }
    byPath.set(each.path, each);
  }
  const files = [...byPath.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  return { files, excluded: [...excluded.values()], problems };
}
