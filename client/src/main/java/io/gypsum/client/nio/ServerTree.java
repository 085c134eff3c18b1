package io.gypsum.client.nio;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * The directory tree of a server: projects, their assets, the assets' versions, and the directories and files of a version.
 * Listings and manifests are cached for a minute. Thread-safe.
 */
final class ServerTree {
  static final String LATEST = "latest";

  private final GypsumClient client;
  private final ExpiringCache<String, List<String>> listings = new ExpiringCache<>(256);
  private final ExpiringCache<ProjectAsset, Optional<VersionName>> latest =
      new ExpiringCache<>(256);
  private final ExpiringCache<AssetVersion, VersionTree> versions = new ExpiringCache<>(16);
  private final ExpiringCache<AssetVersion, Instant> finishes = new ExpiringCache<>(256);

  ServerTree(GypsumClient client) {
    this.client = client;
  }

  /**
   * Returns the directory or file at a path.
   *
   * @throws NoSuchFileException if it does not exist
   */
  TreeNode node(GypsumPath path) throws IOException {
    TreeNode found = withFileSystemExceptions(path, () -> find(path.absoluteNames()));
    if (found == null) {
      throw new NoSuchFileException(path.toString());
    }
    return found;
  }

  FileChannel open(GypsumPath path) throws IOException {
    if (node(path) instanceof TreeNode.File file) {
      return withFileSystemExceptions(path, () -> client.openFile(file.address(), file.entry()));
    }
    throw new FileSystemException(path.toString(), null, "is a directory");
  }

  BasicFileAttributes attributes(GypsumPath path) throws IOException {
    TreeNode node = node(path);
    return new GypsumFileAttributes(node, () -> finish(node.version()));
  }

  /** Returns the names of {@code path}, with {@code latest} replaced by the version that it currently refers to. */
  List<String> realNames(GypsumPath path) throws IOException {
    List<String> names = path.absoluteNames();
    AssetVersion version = node(path).version();
    if (version == null) {
      return names;
    }
    List<String> real = new ArrayList<>(names);
    real.set(2, version.version().value());
    return real;
  }

  private @Nullable TreeNode find(List<String> names) {
    return switch (names.size()) {
      case 0 -> new TreeNode.Directory(null, projects());
      case 1 -> project(new ProjectName(names.get(0)));
      case 2 -> asset(new ProjectAsset(new ProjectName(names.get(0)), new AssetName(names.get(1))));
      default -> inVersion(names);
    };
  }

  private List<String> projects() {
    return listings.get(
        "", () -> client.listProjects().stream().map(ProjectName::value).sorted().toList());
  }

  private @Nullable TreeNode project(ProjectName project) {
    List<String> assets =
        listings.get(
            project.value(),
            () -> client.listAssets(project).stream().map(AssetName::value).sorted().toList());
    // A project without assets is an empty directory.
    return !assets.isEmpty() || projects().contains(project.value())
        ? new TreeNode.Directory(null, assets)
        : null;
  }

  private @Nullable TreeNode asset(ProjectAsset asset) {
    List<String> found =
        listings.get(
            asset.toString(),
            () -> client.listVersions(asset).stream().map(VersionName::value).sorted().toList());
    return found.isEmpty() ? null : new TreeNode.Directory(null, found);
  }

  private @Nullable TreeNode inVersion(List<String> names) {
    ProjectAsset asset =
        new ProjectAsset(new ProjectName(names.get(0)), new AssetName(names.get(1)));
    VersionName name = version(asset, names.get(2));
    if (name == null) {
      return null;
    }
    AssetVersion version = new AssetVersion(asset.project(), asset.asset(), name);
    return versions
        .get(version, () -> new VersionTree(version, client.fetchManifest(version)))
        .find(String.join("/", names.subList(3, names.size())));
  }

  private @Nullable VersionName version(ProjectAsset asset, String name) {
    return name.equals(LATEST)
        ? latest.get(asset, () -> client.fetchLatest(asset)).orElse(null)
        : new VersionName(name);
  }

  /** Returns when a version was finished; the epoch for a directory above versions and for an unfinished version. */
  private Instant finish(@Nullable AssetVersion version) {
    if (version == null) {
      return Instant.EPOCH;
    }
    return finishes.get(
        version,
        () -> {
          Instant finish = client.fetchSummary(version).uploadFinish();
          return finish == null ? Instant.EPOCH : finish;
        });
  }

  /**
   * Runs a lookup and translates its failure.
   *
   * @throws NoSuchFileException if the server has no such object, or the path contains an invalid name
   * @throws FileSystemException for every other failure
   */
  private static <
      T extends @Nullable Object> T withFileSystemExceptions(GypsumPath path, Supplier<T> lookup)
          throws IOException {
    try {
      return lookup.get();
    } catch (GypsumException e) {
      switch (e.kind()) {
        case NOT_FOUND, INVALID -> {
          NoSuchFileException missing = new NoSuchFileException(path.toString(), null, e.reason());
          missing.initCause(e);
          throw missing;
        }
        default -> {
          FileSystemException failed = new FileSystemException(path.toString(), null, e.reason());
          failed.initCause(e);
          throw failed;
        }
      }
    }
  }

  /** Caches the most recently used values for {@link #TIME_TO_LIVE}, at most a fixed number of them. Thread-safe. */
  private static final class ExpiringCache<K, V> {
    private static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);

    private final Map<K, Cached<V>> entries;

    private record Cached<V>(V value, long loadedNanos) {}

    ExpiringCache(int maxEntries) {
      this.entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Cached<V>> eldest) {
          return size() > maxEntries;
        }
      };
    }

    /** Returns the cached value, or loads it. Two threads that need the same missing key at the same time both load it. */
    V get(K key, Supplier<V> loader) {
      long now = System.nanoTime();
      synchronized (entries) {
        @Nullable Cached<V> cached = entries.get(key);
        if (cached != null && now - cached.loadedNanos < TIME_TO_LIVE.toNanos()) {
          return cached.value;
        }
      }
      V value = loader.get();
      synchronized (entries) {
        entries.put(key, new Cached<>(value, now));
      }
      return value;
    }
  }
}
