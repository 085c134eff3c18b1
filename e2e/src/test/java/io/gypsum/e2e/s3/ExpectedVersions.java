package io.gypsum.e2e.s3;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The versions that the bucket must contain according to the responses of the servers. Thread-safe. */
final class ExpectedVersions {
  private final Map<Version, Boolean> published = new HashMap<>();

  /** @param bytes the size of its only file */
  record Version(String project, String asset, String name, int bytes) {}

  synchronized void uploaded(Version version, boolean onProbation) {
    published.put(version, !onProbation);
  }

  synchronized void approved(Version version) {
    published.put(version, true);
  }

  synchronized void removed(Version version) {
    published.remove(version);
  }

  synchronized void removed(String project, String asset) {
    published.keySet()
        .removeIf(version -> version.project.equals(project) && version.asset.equals(asset));
  }

  /** Returns all existing versions, published or not. */
  synchronized List<Version> versions() {
    return List.copyOf(published.keySet());
  }

  long usage(String project) {
    return versions().stream()
        .filter(version -> version.project.equals(project))
        .mapToLong(Version::bytes)
        .sum();
  }

  /** Returns the published versions of every asset that ever had a version, by {@code project/asset}. */
  synchronized Map<String, List<String>> published() {
    Map<String, List<String>> versions = new HashMap<>();
    published.forEach((version, isPublished) -> {
      List<String> names =
          versions.computeIfAbsent(
              version.project + "/" + version.asset, asset -> new ArrayList<>());
      if (isPublished) {
        names.add(version.name);
      }
    });
    return versions;
  }
}
