package io.gypsum.client.nio;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

/** Looks up what paths name on a server. Thread-safe. */
final class ServerTree {
  static final String LATEST = "latest";

  private final GypsumClient client;
  private final Remembered<String, List<String>> listings = new Remembered<>(256);
  private final Remembered<ProjectAsset, Optional<VersionName>> latest = new Remembered<>(256);
  private final Remembered<AssetVersion, VersionTree> versions = new Remembered<>(16);
  private final Remembered<AssetVersion, Instant> finishes = new Remembered<>(256);

  ServerTree(GypsumClient client) {
    this.client = client;
  }

  /** @throws NoSuchFileException when there is nothing */
  Node node(GypsumPath path) throws IOException {
    Node found = asking(path, () -> find(path.absoluteNames()));
    if (found == null) {
      throw new NoSuchFileException(path.toString());
    }
    return found;
  }

  SeekableByteChannel open(GypsumPath path) throws IOException {
    if (node(path) instanceof Node.File file) {
      return asking(path, () -> client.openFile(file.address(), file.entry()));
    }
    throw new FileSystemException(path.toString(), null, "is a directory");
  }

  BasicFileAttributes attributes(GypsumPath path) throws IOException {
    Node node = node(path);
    return new NodeAttributes(node, () -> finish(node.version()));
  }

  /** The names of {@code path} with the version that {@code latest} stands for. */
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

  private @Nullable Node find(List<String> names) {
    return switch (names.size()) {
      case 0 -> new Node.Directory(null, projects());
      case 1 -> project(new ProjectName(names.get(0)));
      case 2 -> asset(new ProjectAsset(new ProjectName(names.get(0)), new AssetName(names.get(1))));
      default -> inVersion(names);
    };
  }

  private List<String> projects() {
    return listings.get(
        "", () -> client.listProjects().stream().map(ProjectName::value).sorted().toList());
  }

  private @Nullable Node project(ProjectName project) {
    List<String> assets =
        listings.get(
            project.value(),
            () -> client.listAssets(project).stream().map(AssetName::value).sorted().toList());
    // An empty project is a directory too.
    return !assets.isEmpty() || projects().contains(project.value())
        ? new Node.Directory(null, assets)
        : null;
  }

  private @Nullable Node asset(ProjectAsset asset) {
    List<String> found =
        listings.get(
            asset.toString(),
            () -> client.listVersions(asset).stream().map(VersionName::value).sorted().toList());
    return found.isEmpty() ? null : new Node.Directory(null, found);
  }

  private @Nullable Node inVersion(List<String> names) {
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

  /** The epoch for what is above versions, and what is not finished. */
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

  /** What is not there, or cannot be named so, is null; all else that fails is an {@link IOException}. */
  private static <T extends @Nullable Object> T asking(GypsumPath path, Supplier<T> question)
      throws IOException {
    try {
      return question.get();
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
}
