package io.gypsum.client.transfer;

import java.util.random.RandomGenerator;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.Address;
import io.gypsum.client.http.Http;

/**
 * Fetches files, each to a temporary file beside its destination, checked against the manifest, then renamed. So the
 * destination is there whole and right, or as it was before. After a failure the temporary file of a big one may stay
 * (its name starts with {@code ..part-}): whoever fetches the same file to the same place goes on from there. Thread-safe.
 */
public final class FileFetch {
  private final SmallFetch small;
  private final BigFetch big;

  /** @param random thread-safe */
  public FileFetch(Http http, Address server, RandomGenerator random) {
    this.small = new SmallFetch(http, server, random);
    this.big = new BigFetch(http, server, random);
  }

  /**
   * @throws RequestFailedException when the bytes cannot be had, or are not those of the manifest
   * @throws LocalFileException when the file cannot be written
   */
  public void fetch(Fetch wanted) {
    if (wanted.expected().sizeBytes() <= SmallFetch.MAX_BYTES) {
      small.fetch(wanted);
    } else {
      big.fetch(wanted);
    }
  }
}
