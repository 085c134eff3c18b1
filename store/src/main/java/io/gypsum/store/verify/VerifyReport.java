package io.gypsum.store.verify;

/**
 * The result of verifying a bucket, in numbers.
 *
 * @param files files of finished versions, without links
 * @param lockedProjects projects that were being changed, so that their usage, their latest versions and their running
 *     uploads were not checked
 */
public record VerifyReport(
    long projects, long versions, long files, long findings, long lockedProjects) {
  public boolean isClean() {
    return findings == 0;
  }
}
