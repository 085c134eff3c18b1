package io.gypsum.metadata.index;

/**
 * What could not be indexed; the rest was.
 *
 * @param key of the object, or what keys begin with, when something could not be listed
 * @param reason in words for an administrator
 * @param isStoreFailure whether the store failed, rather than that what it has is not as it should be
 */
public record IndexProblem(String key, String reason, boolean isStoreFailure) {
  @Override
  public String toString() {
    return key + ": " + reason;
  }
}
