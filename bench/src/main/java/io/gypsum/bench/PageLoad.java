package io.gypsum.bench;

/**
 * The content of the bucket whose pages are measured, and the number of requests.
 *
 * @param projects number of projects; each has one asset with one version
 * @param versions number of versions of the asset with most versions, and of assets of the project with most assets
 * @param files number of files of the two largest versions
 * @param csvBytes size of the largest file that is previewed
 * @param warmUps number of requests of each page before the measured ones
 * @param requests number of measured requests of each page
 */
record PageLoad(
    int projects, int versions, int files, long csvBytes, int warmUps, int requests) {
  static PageLoad full() {
    return new PageLoad(2_000, 10_000, 50_000, 500_000_000, 200, 300);
  }

  /** A smaller bucket and fewer requests: shows large deviations only. */
  static PageLoad quick() {
    return new PageLoad(200, 1_000, 5_000, 50_000_000, 50, 100);
  }
}
