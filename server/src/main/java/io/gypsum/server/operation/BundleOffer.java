package io.gypsum.server.operation;

import java.util.Collection;

import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/**
 * Where a client sends bundles, and their limits, in the response to {@code upload/start} (rest-api.md, section 5).
 *
 * @param token the signed {@link BundleToken}
 */
record BundleOffer(String token) implements JsonWritable {
  /** Bundles of fewer small files would save little time. */
  static final int MIN_FILES = 16;
  /** Maximum number of files in one request. */
  static final int MAX_FILES = 256;
  /** Maximum size of a file in a bundle. */
  static final int MAX_FILE_BYTES = 64 * 1024;
  /** Maximum size of a body, including the lines between the files. */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  /** Additional size for files that an interrupted client sends again in other bundles. */
  private static final long MAX_REPEATED_BYTES = 64L * 1024 * 1024;
  /** Upper bound of the bytes of a file in the index of a bundle. */
  private static final int INDEX_BYTES = 64;

  /** Returns whether an upload of these files is offered bundles. */
  static boolean isWorthwhile(Collection<ManifestEntry> files) {
    return files.stream().filter(BundleOffer::fits).limit(MIN_FILES).count() == MIN_FILES;
  }

  /** Returns whether a file has to be sent, and fits into a bundle. */
  static boolean fits(ManifestEntry file) {
    return !file.isLink() && file.sizeBytes() <= MAX_FILE_BYTES;
  }

  /** Returns the bound of the bundles that an upload of {@code files} may stage. */
  static long maxStagedBytes(Collection<ManifestEntry> files) {
    long once =
        files.stream()
            .filter(BundleOffer::fits)
            .mapToLong(file -> file.sizeBytes() + INDEX_BYTES)
            .sum();
    return 2 * once + MAX_REPEATED_BYTES;
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeStringProperty("url", "/upload/bundle/" + token);
    out.writeNumberProperty("max_files", MAX_FILES);
    out.writeNumberProperty("max_bytes", MAX_BYTES);
    out.writeNumberProperty("max_file_bytes", MAX_FILE_BYTES);
    out.writeEndObject();
  }
}
