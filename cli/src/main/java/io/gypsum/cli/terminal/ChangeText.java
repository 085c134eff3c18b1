package io.gypsum.cli.terminal;

import io.gypsum.core.document.ChangeLogEntry;

/** A change in words. */
public final class ChangeText {
  private ChangeText() {}

  public static String of(ChangeLogEntry change) {
    return switch (change) {
      case ChangeLogEntry.AddVersion(var version, var latest) ->
          version + " was added" + (latest ? " and became the latest" : "");
      case ChangeLogEntry.DeleteVersion(var version, var latest) ->
          version + " was deleted" + (latest ? "; it had been the latest" : "");
      case ChangeLogEntry.DeleteAsset(var asset) -> asset + " was deleted";
      case ChangeLogEntry.DeleteProject(var project) -> project + " was deleted";
    };
  }
}
