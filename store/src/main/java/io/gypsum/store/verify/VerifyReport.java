package io.gypsum.store.verify;

/**
 * How much was looked at.
 *
 * @param files those with bytes of their own, in finished versions
 * @param lockedProjects how many of the projects were being changed, so that their usage, their latest versions and what
 *     was being uploaded could not be judged
 */
public record VerifyReport(
    long projects, long versions, long files, long findings, long lockedProjects) {
  public boolean isClean() {
    return findings == 0;
  }
}
