package io.gypsum.server.page.admin;

import java.util.Locale;

import io.gypsum.server.http.Exchange;
import org.jspecify.annotations.Nullable;

/** A change that was just made, which the next page confirms. The address of that page contains its code. */
public enum AdminNotice {
  CREATED("The project was created."), UNLOCKED("The project is unlocked."),
  REMOVED("The account was removed, and its token is refused from now on.");

  private static final String PARAMETER = "done";

  private final String text;

  AdminNotice(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** Returns the notice of a request; null if it has none. */
  static @Nullable AdminNotice of(Exchange exchange) {
    String code = exchange.queryParameter(PARAMETER);
    for (AdminNotice notice : values()) {
      if (notice.code().equals(code)) {
        return notice;
      }
    }
    return null;
  }

  /** Sends the browser to a page that shows this notice. */
  void redirect(Exchange exchange, String url) {
    exchange.redirect(url + (url.contains("?") ? "&" : "?") + PARAMETER + "=" + code());
  }

  private String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
