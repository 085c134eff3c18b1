package io.gypsum.cli.terminal;

import io.gypsum.core.document.Change;

/** A change in words. */
public final class ChangeText {
  private ChangeText() {}

  public static String of(Change change) {
    return switch (change) {
      case Change.AddVersion(var version, var latest) ->
          version + " was added" + (latest ? " and became the latest" : "");
      case Change.DeleteVersion(var version, var latest) ->
          version + " was deleted" + (latest ? "; it had been the latest" : "");
      case Change.DeleteAsset(var asset) -> asset + " was deleted";
      case Change.DeleteProject(var project) -> project + " was deleted";
    };
  }
}
