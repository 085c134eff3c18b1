// Small files of an upload, of which many are sent with one request (rest-api.md, section 5).

/** The line before the content of a file. */
function lineOf({ size, send }) {
  return `${size} ${send.url}\n`;
}

/**
 * Returns {bundles, alone}: arrays of files for one request each, enough of them for all connections, and the files that are
 * sent alone. offer: {max_files, max_bytes, max_file_bytes}, the limits of the server; absent if it receives no bundles.
 */
export function groupsOf(files, offer, connections) {
  if (!offer) {
    return { bundles: [], alone: files };
  }
  const isSmall = ({ row }) => !row.send.parts && row.size <= offer.max_file_bytes;
  const small = files.filter(isSmall);
  const maxFiles = Math.min(offer.max_files, Math.ceil(small.length / connections));
  const bundles = [];
  let bytes = 0;
  for (const each of small) {
    // A line has only ASCII characters.
    const added = lineOf(each.row).length + each.row.size;
    if (bundles.length === 0 || bundles.at(-1).length === maxFiles || bytes + added > offer.max_bytes) {
      bundles.push([]);
      bytes = 0;
    }
    bundles.at(-1).push(each);
    bytes += added;
  }
  return { bundles, alone: files.filter((each) => !isSmall(each)) };
}

/** Returns the body of a bundle. It refers to the files, so it needs no memory for their content. */
export function bodyOf(files) {
  return new Blob(
    files.flatMap(({ row, file }) => [lineOf(row), file]),
    { type: "application/octet-stream" },
  );
}
