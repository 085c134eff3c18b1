// The metadata documents of a selection, in pieces that the server accepts for a check.

const MAX_REQUEST_BYTES = 512 * 1024;
const MAX_REQUEST_DOCUMENTS = 50;

/**
 * Returns {batches, tooLarge}: arrays of {path, text} for one check each, at least one, and the paths of documents that are too
 * large to be checked.
 */
export async function documentsOf(files, names) {
  const batches = [[]];
  const tooLarge = [];
  let bytes = 0;
  for (const { path, file } of files.filter(({ path }) => names.includes(path.split("/").pop()))) {
    if (file.size > MAX_REQUEST_BYTES) {
      tooLarge.push(path);
      continue;
    }
    bytes += file.size;
    if (bytes > MAX_REQUEST_BYTES || batches.at(-1).length === MAX_REQUEST_DOCUMENTS) {
      batches.push([]);
      bytes = file.size;
    }
    batches.at(-1).push({ path, text: await file.text() });
  }
  return { batches, tooLarge };
}
