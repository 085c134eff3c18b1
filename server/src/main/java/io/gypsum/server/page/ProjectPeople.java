package io.gypsum.server.page;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import io.gypsum.core.Printable;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Uploader;
import io.gypsum.server.format.ShownTime;
import org.jspecify.annotations.Nullable;

/**
 * Who owns a project and who may upload to it, bounded and printable.
 *
 * @param moreOwners the number of owners that are left out
 * @param moreUploaders the number of uploaders that are left out
 * @param problem why the permissions cannot be read; null otherwise
 */
public record ProjectPeople(
    List<String> owners, int moreOwners, List<UploaderItem> uploaders, int moreUploaders,
    @Nullable String problem) {
  private static final int MAX_SHOWN = 50;

  public ProjectPeople {
    owners = List.copyOf(owners);
    uploaders = List.copyOf(uploaders);
  }

  /**
   * A user who may upload.
   *
   * @param scope the assets and versions to which the right is limited; empty for all
   * @param until the last moment of the right; null for no limit
   * @param isValid whether the entry grants anything: false for one that breaks the rules
   */
  public record UploaderItem(
      String id, String scope, @Nullable ShownTime until, boolean isExpired, boolean isTrusted,
      boolean isValid) {
    private static UploaderItem of(Uploader uploader, Instant now) {
      OffsetDateTime until = uploader.until();
      return new UploaderItem(
          Printable.value(uploader.id()), scope(uploader),
          until == null ? null : new ShownTime(until.toInstant()),
          until != null && until.toInstant().isBefore(now), uploader.isTrusted(),
          uploader.isValid());
    }

    private static String scope(Uploader uploader) {
      String asset = uploader.asset();
      String version = uploader.version();
      String assets = asset == null ? "" : "asset " + Printable.value(asset);
      String versions = version == null ? "" : "version " + Printable.value(version);
      return assets.isEmpty() || versions.isEmpty() ? assets + versions : assets + ", " + versions;
    }
  }

  static ProjectPeople of(Permissions permissions, Instant now) {
    List<String> owners = permissions.owners();
    List<Uploader> uploaders = permissions.uploaders();
    return new ProjectPeople(
        owners.stream().limit(MAX_SHOWN).map(Printable::value).toList(),
        Math.max(0, owners.size() - MAX_SHOWN),
        uploaders.stream()
            .limit(MAX_SHOWN)
            .map(uploader -> UploaderItem.of(uploader, now))
            .toList(),
        Math.max(0, uploaders.size() - MAX_SHOWN), null);
  }

  static ProjectPeople unreadable(String problem) {
    return new ProjectPeople(List.of(), 0, List.of(), 0, problem);
  }
}
