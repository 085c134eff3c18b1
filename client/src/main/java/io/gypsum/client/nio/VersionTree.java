package io.gypsum.client.nio;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/** The directory tree of one version, built from the paths of its manifest. Immutable. */
final class VersionTree {
  private final AssetVersion version;
  private final Map<String, ManifestEntry> files = new HashMap<>();
  /** The sorted children of each directory, by its path; the version itself has the empty path. */
  private final Map<String, List<String>> directories = new HashMap<>();

  VersionTree(AssetVersion version, Manifest manifest) {
    this.version = version;
    Map<String, TreeSet<String>> children = new HashMap<>();
    children.put("", new TreeSet<>());
    manifest.files().forEach((path, entry) -> {
      files.put(path.value(), entry);
      addToParents(children, path.value());
    });
    children.forEach((directory, names) -> directories.put(directory, new ArrayList<>(names)));
  }

  private static void addToParents(Map<String, TreeSet<String>> children, String path) {
    String below = path;
    while (true) {
      int slash = below.lastIndexOf('/');
      String parent = below.substring(0, Math.max(slash, 0));
      boolean known = children.containsKey(parent);
      children.computeIfAbsent(parent, any -> new TreeSet<>()).add(below.substring(slash + 1));
      if (parent.isEmpty() || known) {
        return;
      }
      below = parent;
    }
  }

  /**
   * Returns the directory or file at a path; null if it does not exist.
   *
   * @param path relative to the version; empty for the version itself
   */
  @Nullable
  TreeNode find(String path) {
    List<String> children = directories.get(path);
    if (children != null) {
      return new TreeNode.Directory(version, children);
    }
    ManifestEntry entry = files.get(path);
    return entry == null
        ? null
        : new TreeNode.File(new FileAddress(version, new UserPath(path)), entry);
  }
}
