package io.gypsum.store.bucket;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of reading a document that may be absent or corrupt. At most one of the two components is present; both are
 * null when the document does not exist.
 *
 * @param document the document, or null
 * @param problem why the stored bytes are not such a document, or null
 */
public record DocumentResult<T>(@Nullable T document, @Nullable String problem) {
  static <T> DocumentResult<T> absent() {
    return new DocumentResult<>(null, null);
  }

  static <T> DocumentResult<T> present(T document) {
    return new DocumentResult<>(document, null);
  }

  static <T> DocumentResult<T> corrupt(String problem) {
    return new DocumentResult<>(null, problem);
  }
}
