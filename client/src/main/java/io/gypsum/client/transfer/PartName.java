package io.gypsum.client.transfer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;

/** What a file is called until it is all there: a name that no user can give to a file, beside its destination. */
final class PartName {
  private static final String PREFIX = "..part-";

  private PartName() {}

  /**
   * The same in every process, so that what one has left another goes on with; another one for other content, which
   * must never be mixed in.
   */
  static Path of(Path destination, ManifestEntry expected) {
    String told =
        destination.getFileName() + "\n" + expected.md5() + "\n" + expected.sizeBytes();
    byte[] hash = Md5.newDigest().digest(told.getBytes(StandardCharsets.UTF_8));
    return destination.resolveSibling(PREFIX + Md5.of(hash));
  }

  /** For who alone writes {@code destination}. */
  static Path only(Path destination) {
    return destination.resolveSibling(PREFIX + destination.getFileName());
  }

  /** A name that nobody else uses. */
  static Path random(Path destination, RandomGenerator random) {
    HexFormat hex = HexFormat.of();
    return destination.resolveSibling(
        PREFIX + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong()));
  }
}
