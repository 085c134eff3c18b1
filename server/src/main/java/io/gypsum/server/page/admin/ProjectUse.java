package io.gypsum.server.page.admin;

import io.gypsum.core.document.Quota;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.catalog.ProjectRow;
import io.gypsum.server.page.ProjectPage.QuotaUse;
import org.jspecify.annotations.Nullable;

/**
 * A project with its usage.
 *
 * @param quota null if its quota or usage is unknown
 */
public record ProjectUse(ProjectRow row, @Nullable QuotaUse quota) {
  static ProjectUse of(ProjectRow row, int thisYear) {
    Quota quota = row.documents().quota();
    Long usage = row.documents().usageBytes();
    return new ProjectUse(
        row, quota == null || usage == null ? null : QuotaUse.of(quota, usage, thisYear));
  }

  public ProjectName name() {
    return row.name();
  }
}
