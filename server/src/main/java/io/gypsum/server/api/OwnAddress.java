package io.gypsum.server.api;

import java.net.URI;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.server.http.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Where clients reach this server: as configured, or else as the client itself says that it did ({@code Host}), which
 * can only mislead whoever sends it.
 */
public final class OwnAddress {
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])(:[0-9]{1,5})?");

  private final @Nullable URI configured;

  /** @param configured without a trailing slash, or null */
  public OwnAddress(@Nullable URI configured) {
    this.configured = configured;
  }

  /** Without a trailing slash. */
  URI seenBy(Exchange exchange) {
    if (configured != null) {
      return configured;
    }
    String host = exchange.header("Host");
    if (host == null || !HOST.matcher(host).matches()) {
      throw GypsumException.invalid(
          "header Host is missing or not a host: this server needs it to say where the file goes");
    }
    return URI.create("http://" + host);
  }
}
