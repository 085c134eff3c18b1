package io.gypsum.core;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Names and addresses of the machine on which a program runs. What is sent to them does not reach a network. */
public final class Loopback {
  private static final Pattern IPV4 = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

  private Loopback() {}

  /** @param host the host of a URL, with brackets if it is an IPv6 address; null if the URL has no host */
  public static boolean isLoopback(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.endsWith(".localhost") || name.equals("[::1]")
        || name.equals("[0:0:0:0:0:0:0:1]") || IPV4.matcher(name).matches();
  }

  /** Returns whether requests to {@code url} cannot be read on the network: they are encrypted, or stay on this machine. */
  public static boolean isConfidential(URI url) {
    return "https".equalsIgnoreCase(url.getScheme())
        ? url.getHost() != null
        : "http".equalsIgnoreCase(url.getScheme()) && isLoopback(url.getHost());
  }
}
