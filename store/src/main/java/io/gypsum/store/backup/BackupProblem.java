package io.gypsum.store.backup;

/**
 * What could not be copied; the rest was.
 *
 * @param key of the object, or what keys begin with when it is about many
 * @param reason in words for an administrator
 */
public record BackupProblem(String key, String reason) {
  @Override
  public String toString() {
    return key + ": " + reason;
  }
}
