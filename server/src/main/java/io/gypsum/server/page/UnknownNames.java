package io.gypsum.server.page;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.gypsum.core.EditDistance;
import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.file.RequestedVersion;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.page.UnknownNameException.Suggestion;
import io.gypsum.store.bucket.BucketNames;
import io.gypsum.store.bucket.BucketReader;

/** Finds out what is wrong with the name of a page that does not exist, and which names a reader may have meant. */
final class UnknownNames {
  private static final int MAX_SUGGESTIONS = 8;
  /** Longer names are compared by their beginning, since the time grows with both lengths. */
  private static final int MAX_COMPARED_CHARS = 64;
  private static final int MAX_DISTANCE = 6;
  /** Anyone can request names that do not exist. */
  private static final int MAX_COMPARED_NAMES = 10_000;

  private final PageUrls urls;
  private final PageSources sources;
  private final BucketReader bucket;
  private final BucketNames names;

  UnknownNames(PageUrls urls, PageSources sources) {
    this.urls = urls;
    this.sources = sources;
    this.bucket = sources.bucket();
    this.names = sources.names();
  }

  /**
   * Finds the version that the path of a page names.
   *
   * @param parameter the path parameter with the name of the version, or {@code latest}
   * @throws GypsumException INVALID for an invalid name; NOT_FOUND if the asset has no latest version, but it is requested
   */
  RequestedVersion find(Exchange exchange, String parameter) {
    String version = exchange.pathParameter(parameter);
    try {
      return RequestedVersion.find(bucket, exchange, version);
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.NOT_FOUND) {
        throw e;
      }
      throw version(RequestedVersion.asset(exchange).version(new VersionName(version)));
    }
  }

  /** Returns the failure for a project that has neither permissions nor assets. */
  UnknownNameException project(ProjectName project) {
    List<Suggestion> similar =
        similar(
            project.value(), names.projects(), ProjectName::value, urls::project);
    return new UnknownNameException(
        "project '" + project + "' does not exist" + listed("; similar names: ", similar), similar);
  }

  /** Returns the failure for an asset without versions. */
  UnknownNameException asset(ProjectAsset asset) {
    ProjectName project = asset.project();
    List<ProjectAsset> assets = names.assets(project);
    if (assets.isEmpty() && bucket.permissions(project).isEmpty()) {
      return project(project);
    }
    List<Suggestion> similar =
        similar(
            asset.asset().value(), assets, each -> each.asset().value(), urls::asset);
    return new UnknownNameException(
        "project '" + project + "' has no asset '" + asset.asset() + "'"
            + listed("; similar names: ", similar),
        similar);
  }

  /** Returns the failure for a version that does not exist or is not finished; {@code latest} if there is no latest version. */
  UnknownNameException version(AssetVersion version) {
    List<AssetVersion> newest = sources.newestVersions(version.projectAsset(), MAX_SUGGESTIONS + 2);
    if (newest.isEmpty()) {
      return asset(version.projectAsset());
    }
    String problem =
        bucket.summary(version).isPresent()
            ? "version '" + version + "' is still being uploaded"
            : "'" + version.projectAsset() + "' has no version '" + version.version() + "'";
    List<Suggestion> others =
        newest.stream()
            .filter(other -> !other.equals(version))
            .limit(MAX_SUGGESTIONS)
            .map(other -> new Suggestion(other.version().value(), urls.version(other)))
            .toList();
    boolean hasMore = newest.size() > MAX_SUGGESTIONS;
    return new UnknownNameException(
        problem + listed("; versions are ", others) + (hasMore ? " and others" : ""), others);
  }

  private static String listed(String prefix, List<Suggestion> suggestions) {
    return suggestions.isEmpty()
        ? ""
        : suggestions.stream()
            .map(suggestion -> Printable.value(suggestion.name()))
            .collect(Collectors.joining(", ", prefix, ""));
  }

  private static <T> List<Suggestion> similar(
      String name, List<T> all, Function<T, String> text, Function<T, String> url) {
    String wanted = comparable(name);
    record Scored<T>(T item, int distance) {}
    return all.stream()
        .limit(MAX_COMPARED_NAMES)
        .map(item -> new Scored<>(item, distance(wanted, comparable(text.apply(item)))))
        .filter(scored -> scored.distance() <= Math.clamp(wanted.length() / 3, 2, MAX_DISTANCE))
        .filter(scored -> scored.distance() < Math.max(1, wanted.length()))
        .sorted(Comparator.comparingInt(Scored::distance))
        .limit(MAX_SUGGESTIONS)
        .map(scored -> new Suggestion(text.apply(scored.item()), url.apply(scored.item())))
        .toList();
  }

  private static String comparable(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.substring(0, Math.min(MAX_COMPARED_CHARS, lower.length()));
  }

  private static int distance(String wanted, String other) {
    boolean isPart = wanted.length() > 2 && (other.contains(wanted) || wanted.contains(other));
    if (isPart) {
      return 1;
    }
    int difference = Math.abs(wanted.length() - other.length());
    return difference > MAX_DISTANCE ? difference : EditDistance.between(wanted, other);
  }
}
