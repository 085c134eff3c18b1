package io.gypsum.server.page.review;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import io.gypsum.metadata.schema.Violation;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.file.CachedManifests;
import io.gypsum.server.schema.DocumentValidator;

/**
 * The result of validating the metadata documents of a version by the schemas of the server.
 *
 * @param valid the number of valid documents
 * @param invalid the documents with violations, in the order of the manifest
 * @param skipped the number of documents that were not validated, since they are too many or too large
 * @param hasSchemas whether the server publishes schemas by which documents are validated
 */
public record DocumentChecks(
    int valid, List<InvalidDocument> invalid, int skipped, boolean hasSchemas) {
  static final int MAX_DOCUMENTS = 100;
  static final long MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;
  static final long MAX_TOTAL_BYTES = 16 * 1024 * 1024;
  static final int MAX_VIOLATIONS = 20;

  public DocumentChecks {
    invalid = List.copyOf(invalid);
  }

  /**
   * A document that violates its schema.
   *
   * @param violations the first ones
   * @param more the number of violations that are left out
   */
  public record InvalidDocument(UserPath path, List<Violation> violations, int more) {
    public InvalidDocument {
      violations = List.copyOf(violations);
    }

    static InvalidDocument of(UserPath path, List<Violation> all) {
      int shown = Math.min(MAX_VIOLATIONS, all.size());
      return new InvalidDocument(path, all.subList(0, shown), all.size() - shown);
    }
  }

  /** Returns the number of documents that have a schema. */
  public int count() {
    return valid + invalid.size() + skipped;
  }

  private record Selected(UserPath path, ManifestEntry entry) {}

  /**
   * Validates the documents of a version, each in a turn of its own.
   *
   * @throws GypsumException as {@link CachedManifests#read}, and UNAVAILABLE if the store fails
   */
  static DocumentChecks check(
      ComputeTurns turns, CachedManifests manifests, DocumentValidator validator,
      AssetVersion version) {
    if (validator.baseNames().isEmpty()) {
      return new DocumentChecks(0, List.of(), 0, false);
    }
    List<Selected> selected = turns.run(() -> select(manifests, validator, version));
    List<InvalidDocument> invalid = new ArrayList<>();
    int valid = 0;
    int skipped = 0;
    long bytes = 0;
    for (Selected document : selected) {
      long size = document.entry().sizeBytes();
      if (valid + invalid.size() == MAX_DOCUMENTS || size > MAX_DOCUMENT_BYTES
          || bytes + size > MAX_TOTAL_BYTES) {
        skipped++;
        continue;
      }
      bytes += size;
      List<Violation> violations =
          turns.run(() -> validate(manifests, validator, version, document));
      if (violations.isEmpty()) {
        valid++;
      } else {
        invalid.add(InvalidDocument.of(document.path(), violations));
      }
    }
    return new DocumentChecks(valid, invalid, skipped, true);
  }

  private static List<Selected> select(
      CachedManifests manifests, DocumentValidator validator, AssetVersion version) {
    Set<String> names = validator.baseNames();
    List<Selected> selected = new ArrayList<>();
    manifests.read(version).manifest().files().forEach((path, entry) -> {
      if (names.contains(path.fileName())) {
        selected.add(new Selected(path, entry));
      }
    });
    return selected;
  }

  private static List<Violation> validate(
      CachedManifests manifests, DocumentValidator validator, AssetVersion version,
      Selected document) {
    byte[] content;
    try {
      content =
          manifests.bucket()
              .readBytes(
                  Link.sourceKey(version, document.path(), document.entry().link()),
                  (int) MAX_DOCUMENT_BYTES)
              .orElse(null);
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.CORRUPT) {
        throw e;
      }
      content = null;
    }
    if (content == null) {
      return List.of(
          new Violation("", "the content that the manifest lists", "other or no content"));
    }
    return Objects.requireNonNull(validator.validate(document.path().value(), content));
  }
}
