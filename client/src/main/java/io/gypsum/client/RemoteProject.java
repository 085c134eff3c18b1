package io.gypsum.client;

import java.util.List;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;

/**
 * A project on the server of a client, whether or not it exists. Immutable and thread-safe. Methods that read or change the
 * project send requests, and fail like the referenced method of {@link GypsumClient}.
 *
 * <pre>{@code
 * RemoteProject mine = gypsum.project("my-project");
 * for (AssetName asset : mine.assets()) {
 *   RemoteVersion latest = mine.asset(asset).latest();
 *   String message = latest.name() + " contains " + latest.files().size() + " files";
 * }
 * }</pre>
 */
public final class RemoteProject {
  private final GypsumClient client;
  private final ProjectName name;

  RemoteProject(GypsumClient client, ProjectName name) {
    this.client = client;
    this.name = name;
  }

  public ProjectName name() {
    return name;
  }

  /** @see GypsumClient#listAssets */
  public List<AssetName> assets() {
    return client.listAssets(name);
  }

  /** Returns an asset of this project; sends no request. */
  public RemoteAsset asset(AssetName asset) {
    return new RemoteAsset(client, new ProjectAsset(name, asset));
  }

  /** @see #asset(AssetName) */
  public RemoteAsset asset(String asset) {
    return asset(AssetName.parse(asset));
  }

  /** @see GypsumClient#fetchPermissions */
  public Permissions permissions() {
    return client.fetchPermissions(name);
  }

  /** @see GypsumClient#fetchQuota */
  public Quota quota() {
    return client.fetchQuota(name);
  }

  /** @see GypsumClient#fetchUsage */
  public Usage usage() {
    return client.fetchUsage(name);
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
