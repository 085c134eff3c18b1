package io.gypsum.server.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How the server listens for HTTP requests.
 *
 * @param host name or IP address
 * @param port 0 selects a free port
 * @param publicUrl the URL at which clients reach the server, without a trailing slash; null when it is the address on
 *     which it listens, see {@link #publicUrl(int)}
 * @param maxRequests maximum number of requests being processed
 * @param logs settings of the access log and the audit log
 * @param stopGrace time for running requests to end when the server stops
 */
public record ListenSettings(
    String host, int port, @Nullable URI publicUrl, int maxRequests, LogSettings logs,
    Duration stopGrace) {

  static final Option<String> HOST =
      Option.single(
          "host", "NAME", "127.0.0.1", OptionParsers::host,
          "Name or address to listen on; 0.0.0.0 for all interfaces.");
  static final Option<Integer> PORT =
      Option.number(
          "port", 4444, 0, 65535,
          "Port to listen on; 0 selects a free port.");
  static final Option<URI> PUBLIC_URL =
      Option.single(
          "public-url", "URL", null, OptionParsers::url,
          "URL at which clients reach this server, if it is not http://HOST:PORT.");
  static final Option<Integer> MAX_REQUESTS =
      Option.number(
          "max-requests", 2000, 1, 10_000,
          "Maximum number of concurrent requests; further ones are answered with 503.");
  static final Option<Duration> STOP_GRACE =
      Option.duration(
          "stop-grace", Duration.ofSeconds(20), Duration.ZERO,
          "Time for running requests to finish when the server stops.");

  static final List<Option<?>> ALL =
      List.of(HOST, PORT, PUBLIC_URL, MAX_REQUESTS, STOP_GRACE);

  static ListenSettings read(OptionValues values) {
    return new ListenSettings(
        values.get(HOST), values.get(PORT), values.getOrNull(PUBLIC_URL),
        values.get(MAX_REQUESTS), LogSettings.read(values), values.get(STOP_GRACE));
  }

  /** Returns the path of the public URL, without a trailing slash: empty unless a proxy serves this server below a path. */
  public String publicPath() {
    String path = publicUrl == null ? null : publicUrl.getRawPath();
    return path == null ? "" : path;
  }

  /** Returns the URL of a server with these settings that listens on {@code boundPort}, without a trailing slash. */
  public URI publicUrl(int boundPort) {
    if (publicUrl != null) {
      return publicUrl;
    }
    String authority = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return URI.create("http://" + authority + ":" + boundPort);
  }
}
