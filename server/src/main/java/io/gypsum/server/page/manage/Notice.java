package io.gypsum.server.page.manage;

import java.util.Locale;

import io.gypsum.server.http.Exchange;
import org.jspecify.annotations.Nullable;

/** A change that was just made, which the next page confirms. The address of that page contains its code. */
public enum Notice {
  PERMISSIONS("The permissions were changed. They apply from now on."),
  UNCHANGED("Nothing was changed: the permissions already are as you wanted them."),
  QUOTA("The quota was changed."),
  UNLOCKED("The project is unlocked."),
  USAGE("The usage was recomputed from the stored files."),
  LATEST("The latest version of the asset was recomputed."),
  REMOVED("It was removed.");

  private final String text;

  Notice(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the notice of a request; null if it has none. */
  static @Nullable Notice of(Exchange exchange) {
    String code = exchange.queryParameter(Management.DONE);
    for (Notice notice : values()) {
      if (notice.code().equals(code)) {
        return notice;
      }
    }
    return null;
  }
}
