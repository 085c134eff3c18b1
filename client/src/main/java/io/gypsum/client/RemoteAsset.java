package io.gypsum.client;

import java.util.List;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;

/**
 * An asset on the server of a client, whether or not it exists. Immutable and thread-safe. Methods that read or change the
 * asset send requests, and fail like the referenced method of {@link GypsumClient}.
 *
 * <pre>{@code
 * Path saved = gypsum.asset("my-project/counts").latest().download().run();
 * }</pre>
 */
public final class RemoteAsset {
  private final GypsumClient client;
  private final ProjectAsset name;

  RemoteAsset(GypsumClient client, ProjectAsset name) {
    this.client = client;
    this.name = name;
  }

  public ProjectAsset name() {
    return name;
  }

  /** @see GypsumClient#listVersions */
  public List<VersionName> versions() {
    return client.listVersions(name);
  }

  /** Returns a version of this asset; sends no request. */
  public RemoteVersion version(VersionName version) {
    return new RemoteVersion(client, name.version(version));
  }

  /** @see #version(VersionName) */
  public RemoteVersion version(String version) {
    return version(VersionName.parse(version));
  }

  /** Returns the latest version; empty if no version of the asset is published. */
  public Optional<RemoteVersion> findLatest() {
    return client.fetchLatest(name).map(this::version);
  }

  /**
   * Returns the latest version.
   *
   * @throws GypsumException NOT_FOUND if no version of the asset is published
   */
  public RemoteVersion latest() {
    return findLatest().orElseThrow(
        () -> GypsumException.notFound(
            "asset '" + name + "' has no latest version: no version of it is published"));
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
