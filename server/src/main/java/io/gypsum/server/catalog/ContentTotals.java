package io.gypsum.server.catalog;

/**
 * The files of one or several versions.
 *
 * @param files the number of files, links included
 * @param links the number of files that are links
 * @param bytes the total size of the files, links included
 * @param ownBytes the total size of the files that are not links, which count towards the quota
 */
public record ContentTotals(long files, long links, long bytes, long ownBytes) {
  /** Maximum size of one version: 4 PiB. A larger size in a manifest counts as this. */
  static final long MAX_BYTES = 1L << 52;

  /** No files. */
  public static final ContentTotals NONE = new ContentTotals(0, 0, 0, 0);
}
