package io.gypsum.server.catalog;

import java.time.Instant;

import io.gypsum.core.document.Quota;
import io.gypsum.core.name.ProjectName;
import org.jspecify.annotations.Nullable;

/**
 * A project.
 *
 * @param versions the number of finished versions, including those on probation
 * @param content the files of these versions
 * @param changed when the newest published version was finished; null if there is none
 */
public record ProjectRow(
    ProjectDocuments documents, long assets, long versions, ContentTotals content,
    @Nullable Instant changed) {
  public ProjectName name() {
    return documents.project();
  }

  /**
   * The documents of a project.
   *
   * @param exists whether the project has permissions; versions of a project that was not deleted completely have none
   * @param owners the number of owners
   * @param uploaders the number of uploaders
   * @param quota null if it does not exist or is corrupt
   * @param usageBytes null if it does not exist or is corrupt
   */
  public record ProjectDocuments(
      ProjectName project, boolean exists, int owners, int uploaders, @Nullable Quota quota,
      @Nullable Long usageBytes) {}
}
