package io.gypsum.store.backup;

/**
 * Something that could not be copied.
 *
 * @param key the key of the object, or the common prefix of several objects
 * @param reason an explanation for an administrator
 */
public record BackupProblem(String key, String reason) {
  @Override
  public String toString() {
    return key + ": " + reason;
  }
}
