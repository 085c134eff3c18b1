package io.gypsum.metadata.index;

/**
 * An object that could not be indexed, although the rest was.
 *
 * @param key the key of the object, or the prefix that could not be listed
 * @param reason an explanation for administrators
 * @param isStoreFailure whether the store failed; otherwise the object is missing or corrupt
 */
public record IndexProblem(String key, String reason, boolean isStoreFailure) {
  @Override
  public String toString() {
    return key + ": " + reason;
  }
}
