package io.gypsum.cli.argument;

import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.ProjectAsset;

/** Describes the reason why an asset has no versions: it, or its project, does not exist. */
public final class MissingAsset {
  private MissingAsset() {}

  /** Returns a failure of the kind {@code NOT_FOUND} with the command that lists what exists. */
  public static GypsumException failure(GypsumClient client, ProjectAsset asset) {
    return GypsumException.notFound(
        client.listProjects().contains(asset.project())
            ? "asset '" + asset + "' does not exist; 'gypsum ls " + asset.project()
                + "' lists the assets of the project"
            : "project '" + asset.project() + "' does not exist; 'gypsum ls' lists the projects");
  }
}
