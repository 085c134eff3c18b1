// A worker that computes the MD5 of files, one at a time, with the memory of one slice.
import { Md5 } from "./publish-md5.js";

const SLICE_BYTES = 4 * 1024 * 1024;

async function md5(blob) {
  const sum = new Md5();
  for (let start = 0; start < blob.size; start += SLICE_BYTES) {
    const slice = blob.slice(start, start + SLICE_BYTES);
    sum.update(new Uint8Array(await slice.arrayBuffer()));
    self.postMessage({ bytes: slice.size });
  }
  return sum.digest();
}

self.addEventListener("message", async (event) => {
  try {
    self.postMessage({ md5: await md5(event.data) });
  } catch (error) {
    // A file that was changed or deleted since it was selected.
    self.postMessage({ problem: error.message });
  }
});
