package io.gypsum.server.page;

import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.QueryParameters;
import org.jspecify.annotations.Nullable;

/** A change that was just made, which the next page confirms. The address of that page contains its code. */
public enum Notice {
  CREATED("The project was created."),
  PERMISSIONS("The permissions were changed. They apply from now on."),
  UNCHANGED("Nothing was changed: the permissions already are as you wanted them."),
  QUOTA("The quota was changed."),
  UNLOCKED("The project is unlocked."),
  USAGE("The usage was recomputed from the stored files."),
  LATEST("The latest version of the asset was recomputed."),
  REMOVED("It was removed."),
  ACCOUNT_REMOVED("The account was removed, and its token is refused from now on.");

  private static final String PARAMETER = "done";

  private final String text;

  Notice(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** Returns the notice of a request; null if it has none. */
  public static @Nullable Notice of(Exchange exchange) {
    String code = exchange.queryParameter(PARAMETER);
    for (Notice notice : values()) {
      if (QueryParameters.lowerCase(notice).equals(code)) {
        return notice;
      }
    }
    return null;
  }

  /** Sends the browser to a page that shows this notice. */
  public void redirect(Exchange exchange, String url) {
    exchange.redirect(
        url + (url.contains("?") ? "&" : "?") + PARAMETER + "="
            + QueryParameters.lowerCase(this));
  }
}
