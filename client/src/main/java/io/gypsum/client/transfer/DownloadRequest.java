package io.gypsum.client.transfer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;

/**
 * A file to download.
 *
 * @param file what the user requested
 * @param key the object that contains its bytes
 * @param expected its size and MD5
 * @param exclusive whether no other thread or process writes {@code destination} at the same time
 * @param progress receives the number of bytes received since its last call; negative if some have to be received again
 */
public record DownloadRequest(
    FileAddress file,
    Key key,
    ManifestEntry expected,
    Path destination,
    boolean exclusive,
    LongConsumer progress) {
  /** Prefix of the names of incomplete files, which are beside their destination; no user file can have such a name. */
  static final String PART_PREFIX = "..part-";

  String action() {
    return "download " + file;
  }

  /**
   * Returns the name of the incomplete file. It is the same in every process, so that a later run can continue it, and
   * depends on the expected content, so that two contents are never mixed.
   */
  Path partFile() {
    String content =
        destination.getFileName() + "\n" + expected.md5() + "\n" + expected.sizeBytes();
    byte[] hash = Md5.newDigest().digest(content.getBytes(StandardCharsets.UTF_8));
    return destination.resolveSibling(PART_PREFIX + Md5.of(hash));
  }

  /** Returns an unused name for the incomplete file. */
  Path randomPartFile(RandomGenerator random) {
    HexFormat hex = HexFormat.of();
    return destination.resolveSibling(
        PART_PREFIX + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong()));
  }

  RequestFailedException wrongSize(long receivedBytes) {
    return HttpErrors.corrupt(
        action(), "expected " + expected.sizeBytes() + " bytes, received "
            + (receivedBytes > expected.sizeBytes() ? "more" : Long.toString(receivedBytes)));
  }

  /** @param digest the digest of all bytes; reset by this method */
  void requireMd5(MessageDigest digest) {
    Md5 md5 = Md5.of(digest.digest());
    if (!md5.equals(expected.md5())) {
      throw HttpErrors.corrupt(
          action(), "the received bytes do not match the manifest (MD5 " + md5 + ", expected "
              + expected.md5() + ")");
    }
  }
}
