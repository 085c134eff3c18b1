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

/** The files of a version as the tree that their paths make. */
final class VersionTree {
  private final AssetVersion version;
  private final Map<String, ManifestEntry> files = new HashMap<>();
  /** By path; the version itself is the empty one. */
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

  /** @param path below the version; empty for itself. Null when there is nothing */
  @Nullable
  Node find(String path) {
    List<String> children = directories.get(path);
    if (children != null) {
      return new Node.Directory(version, children);
    }
    ManifestEntry entry = files.get(path);
    return entry == null
        ? null
        : new Node.File(new FileAddress(version, new UserPath(path)), entry);
  }
}
