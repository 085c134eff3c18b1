package io.gypsum.store.bucket;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of reading a document that may be absent or corrupt. Both components are null when the document does not exist,
 * both are present when a part of it is invalid and was ignored.
 *
 * @param document the document, or null when it does not exist or cannot be read at all
 * @param problem why the stored bytes, or a part of them, are not such a document; or null
 */
public record DocumentResult<T>(@Nullable T document, @Nullable String problem) {
  static <T> DocumentResult<T> absent() {
    return new DocumentResult<>(null, null);
  }

  /** @param problem why a part of the document was ignored, or null */
  static <T> DocumentResult<T> present(T document, @Nullable String problem) {
    return new DocumentResult<>(document, problem);
  }

  static <T> DocumentResult<T> corrupt(String problem) {
    return new DocumentResult<>(null, problem);
  }
}
