package io.gypsum.cli.terminal;

import java.io.PrintStream;

import io.gypsum.core.Timestamps;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Uploader;

/** Permissions as lines for people. */
public final class PermissionsText {
  private PermissionsText() {}

  public static void print(Permissions permissions, PrintStream out) {
    String owners = String.join(" ", permissions.owners());
    out.println("owners     " + (owners.isEmpty() ? "none but administrators" : owners));
    for (Uploader uploader : permissions.uploaders()) {
      out.println("uploader   " + line(uploader));
    }
  }

  private static String line(Uploader uploader) {
    StringBuilder line = new StringBuilder(uploader.id());
    if (uploader.asset() != null) {
      line.append("  asset ").append(uploader.asset());
    }
    if (uploader.version() != null) {
      line.append("  version ").append(uploader.version());
    }
    if (uploader.until() != null) {
      line.append("  until ").append(Timestamps.format(uploader.until()));
    }
    return line.append(uploader.isTrusted() ? "  trusted" : "  on probation").toString();
  }
}
