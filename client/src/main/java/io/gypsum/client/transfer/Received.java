package io.gypsum.client.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;

/** What is done with the bytes of a file once they are all there. */
final class Received {
  private Received() {}

  static RequestFailedException wrongSize(
      String asked, long receivedBytes, ManifestEntry expected) {
    return HttpErrors.corrupt(
        asked, "expected " + expected.sizeBytes() + " bytes, received "
            + (receivedBytes > expected.sizeBytes() ? "more" : Long.toString(receivedBytes)));
  }

  /** @param digest of all bytes; reset by this */
  static void requireMd5(String asked, MessageDigest digest, ManifestEntry expected) {
    Md5 md5 = Md5.of(digest.digest());
    if (!md5.equals(expected.md5())) {
      throw HttpErrors.corrupt(
          asked, "the bytes received are not those of the manifest (MD5 " + md5 + ", expected "
              + expected.md5() + ")");
    }
  }

  /** One step: whoever looks at {@code destination} finds what was there before or all of this. */
  static void publish(Path temporary, Path destination) {
    try {
      Files.move(temporary, destination, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw LocalFileException.failed(destination, "written", e);
    }
  }

  /** After a failure, which is what the caller shall hear of, whether this works or not. */
  static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      System.getLogger("io.gypsum.client")
          .log(System.Logger.Level.DEBUG, () -> "cannot delete " + temporary, e);
    }
  }
}
