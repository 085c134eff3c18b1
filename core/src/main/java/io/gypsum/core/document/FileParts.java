package io.gypsum.core.document;

/**
 * How a big file is cut for sending: into parts that are all of one size but the last, which has the rest. Parts count
 * from 1.
 *
 * @param sizeBytes of the file, at least 1
 * @param partBytes of each part but the last, at least 1; such that there are no more than {@link #MOST} parts
 */
public record FileParts(long sizeBytes, long partBytes) {
  /** What S3 joins at most. */
  public static final int MOST = 10_000;
  private static final long MEBIBYTE = 1024 * 1024;

  /** @throws IllegalArgumentException when a file cannot be cut so */
  public FileParts {
    if (sizeBytes < 1 || partBytes < 1 || (sizeBytes - 1) / partBytes >= MOST) {
      throw new IllegalArgumentException(
          sizeBytes + " bytes cannot be cut into 1 to " + MOST + " parts of " + partBytes);
    }
  }

  /** Parts of that size, or as many mebibytes bigger as it takes for there not to be too many. */
  public static FileParts of(long sizeBytes, long partBytes) {
    long least = (sizeBytes - 1) / MOST + 1;
    return new FileParts(
        sizeBytes,
        least <= partBytes ? partBytes : ((least - 1) / MEBIBYTE + 1) * MEBIBYTE);
  }

  public int count() {
    return (int) ((sizeBytes - 1) / partBytes) + 1;
  }

  public boolean has(int number) {
    return number >= 1 && number <= count();
  }

  /** Where part {@code number} begins in the file. */
  public long offset(int number) {
    return (number - 1) * partBytes;
  }

  public long sizeBytes(int number) {
    return Math.min(partBytes, sizeBytes - offset(number));
  }
}
