package io.gypsum.core.document;

/**
 * How a large file is divided into the parts of a multipart upload. All parts have the same size except the last one, which
 * may be smaller. Parts are numbered from 1.
 *
 * @param sizeBytes size of the file, at least 1
 * @param partBytes size of each part except the last, at least 1; there are at most {@link #MAX_PARTS} parts
 */
public record FileParts(long sizeBytes, long partBytes) {
  /** Maximum number of parts of a multipart upload in S3. */
  public static final int MAX_PARTS = 10_000;
  private static final long MEBIBYTE = 1024 * 1024;

  /** @throws IllegalArgumentException when there would be no part or too many */
  public FileParts {
    if (sizeBytes < 1 || partBytes < 1 || (sizeBytes - 1) / partBytes >= MAX_PARTS) {
      throw new IllegalArgumentException(
          sizeBytes + " bytes cannot be divided into 1 to " + MAX_PARTS + " parts of " + partBytes);
    }
  }

  /**
   * Returns parts of {@code partBytes}, or, if there were too many of these, parts of the smallest whole number of
   * mebibytes that is sufficient.
   */
  public static FileParts of(long sizeBytes, long partBytes) {
    long minBytes = (sizeBytes - 1) / MAX_PARTS + 1;
    return new FileParts(
        sizeBytes,
        minBytes <= partBytes ? partBytes : ((minBytes - 1) / MEBIBYTE + 1) * MEBIBYTE);
  }

  public int count() {
    return (int) ((sizeBytes - 1) / partBytes) + 1;
  }

  public boolean has(int number) {
    return number >= 1 && number <= count();
  }

  /** Returns the offset of part {@code number} in the file. */
  public long offset(int number) {
    return (number - 1) * partBytes;
  }

  public long sizeBytes(int number) {
    return Math.min(partBytes, sizeBytes - offset(number));
  }
}
