package io.gypsum.client.transfer;

import java.nio.file.Path;
import java.util.function.LongConsumer;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.Key;

/**
 * What is to be fetched.
 *
 * @param file what the caller asked for
 * @param key where its bytes are
 * @param expected what they must be
 * @param alone whether nobody else, in whatever process, writes {@code destination} at the same time
 * @param moved told how many bytes have come; negative when some have to come again
 */
public record DownloadRequest(
    FileAddress file,
    Key key,
    ManifestEntry expected,
    Path destination,
    boolean alone,
    LongConsumer moved) {
  String action() {
    return "download " + file;
  }
}
