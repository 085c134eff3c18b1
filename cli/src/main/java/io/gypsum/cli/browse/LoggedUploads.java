package io.gypsum.cli.browse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.gypsum.client.GypsumClient;
import io.gypsum.client.LoggedChange;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.name.AssetVersion;
import org.jspecify.annotations.Nullable;

/**
 * The users of logged uploads. The change log does not contain them, but the summaries of the versions do. A version that was
 * deleted and uploaded again has the summary of its last upload, so only that one has a user.
 */
final class LoggedUploads {
  /** Maximum number of versions whose users are fetched, each with one request. */
  static final int MAX_VERSIONS = 1_000;

  private final Map<LoggedChange, AssetVersion> versions;
  private final Map<AssetVersion, String> users;

  private final boolean isLimited;

  private LoggedUploads(
      Map<LoggedChange, AssetVersion> versions, Map<AssetVersion, String> users,
      boolean isLimited) {
    this.versions = versions;
    this.users = users;
    this.isLimited = isLimited;
  }

  /** Returns uploads without users; sends no request. */
  static LoggedUploads withoutUsers() {
    return new LoggedUploads(Map.of(), Map.of(), false);
  }

  /** Fetches the users of the newest uploads. */
  static LoggedUploads fetch(GypsumClient client, List<LoggedChange> changes) {
    LoggedUploads uploads = ofNewest(changes, MAX_VERSIONS);
    List<AssetVersion> versions = List.copyOf(uploads.versions.values());
    return new LoggedUploads(
        uploads.versions, client.fetchUploaders(versions), uploads.isLimited);
  }

  /**
   * Returns the last upload of each version that was not deleted afterwards, without users.
   *
   * @param changes oldest first
   * @param max the maximum number of uploads; the newest ones are returned
   */
  static LoggedUploads ofNewest(List<LoggedChange> changes, int max) {
    Map<AssetVersion, LoggedChange> last = new LinkedHashMap<>();
    for (LoggedChange change : changes) {
      Set<AssetVersion> known = last.keySet();
      switch (change.change()) {
        case ChangeLogEntry.AddVersion(var version, var _) -> {
          // Removed first, so that the map is in the order of the last uploads.
          last.remove(version);
          last.put(version, change);
        }
        case ChangeLogEntry.DeleteVersion(var version, var _) -> last.remove(version);
        case ChangeLogEntry.DeleteAsset(var asset) -> known.removeIf(
            version -> version.project().equals(asset.project())
                && version.asset().equals(asset.asset()));
        case ChangeLogEntry.DeleteProject(var project) ->
            known.removeIf(version -> version.project().equals(project));
        case ChangeLogEntry.OtherChange _ -> {}
      }
    }
    Map<LoggedChange, AssetVersion> newest =
        last.entrySet()
            .stream()
            .skip(Math.max(0, last.size() - max))
            .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
    return new LoggedUploads(newest, Map.of(), last.size() > max);
  }

  /** Returns the last uploads of the versions. */
  Set<LoggedChange> changes() {
    return versions.keySet();
  }

  /** Returns the user of a change; null if it is unknown, or the change is not an upload. */
  @Nullable
  String user(LoggedChange change) {
    AssetVersion version = versions.get(change);
    return version == null ? null : users.get(version);
  }

  /** Returns whether there are uploads without users because of the maximum number. */
  boolean isLimited() {
    return isLimited;
  }
}
