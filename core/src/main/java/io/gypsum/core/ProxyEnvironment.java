package io.gypsum.core;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The HTTP proxies that the environment variables {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and
 * {@code NO_PROXY} name, as for curl. A name in lower case takes precedence. Addresses of this machine are never reached
 * through a proxy.
 */
public final class ProxyEnvironment {
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  /**
   * The forms of IP addresses, including {@code 127.1} for 127.0.0.1. Java would look up any other text as a host
   * name.
   */
  private static final Pattern IP =
      Pattern.compile(OCTET + "(\\." + OCTET + "){0,3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final int DEFAULT_PORT = 80;
  private static final int MAX_PORT = 65_535;

  private final UnaryOperator<@Nullable String> variables;

  /** @param variables returns the value of a variable, or null */
  public ProxyEnvironment(UnaryOperator<@Nullable String> variables) {
    this.variables = variables;
  }

  /** Returns the proxies of this process. */
  public static ProxyEnvironment system() {
    return new ProxyEnvironment(name -> name == null ? null : System.getenv(name));
  }

  /**
   * A proxy. {@link #toString} does not contain the password.
   *
   * @param variable the variable that names it
   * @param user null if the proxy requires no credentials
   * @param password null if and only if {@code user} is null
   */
  public record HttpProxy(
      String variable, String host, int port, @Nullable String user, @Nullable String password) {
    @Override
    public String toString() {
      return "http://" + host + ":" + port + " (" + variable + ")";
    }
  }

  /**
   * Returns the proxy for requests to a server; empty if they are sent directly.
   *
   * @throws GypsumException INVALID if the variable that applies does not contain the URL of an HTTP proxy
   */
  public Optional<HttpProxy> proxyFor(URI server) {
    String host = server.getHost();
    if (host == null) {
      return Optional.empty();
    }
    boolean https = "https".equalsIgnoreCase(server.getScheme());
    for (String variable : new String[] {https ? "HTTPS_PROXY" : "HTTP_PROXY", "ALL_PROXY"}) {
      String value = value(variable);
      if (value != null) {
        int port = server.getPort() < 0 ? (https ? 443 : 80) : server.getPort();
        return isExcluded(host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]|\\.$", ""), port)
            ? Optional.empty()
            : Optional.of(parse(variable, value));
      }
    }
    return Optional.empty();
  }

  private @Nullable String value(String variable) {
    String lower = variables.apply(variable.toLowerCase(Locale.ROOT));
    String value = lower == null ? variables.apply(variable) : lower;
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static HttpProxy parse(String variable, String value) {
    try {
      URI url = new URI(value.contains("://") ? value : "http://" + value);
      if ("http".equalsIgnoreCase(url.getScheme()) && url.getHost() != null && url.getPort() != 0
          && url.getPort() <= MAX_PORT && isOnlyAuthority(url)) {
        String credentials = url.getRawUserInfo();
        int colon = credentials == null ? -1 : credentials.indexOf(':');
        String user =
            credentials == null || colon < 0 ? credentials : credentials.substring(0, colon);
        String password =
            credentials == null ? null : colon < 0 ? "" : credentials.substring(colon + 1);
        return new HttpProxy(
            variable, url.getHost(), url.getPort() < 0 ? DEFAULT_PORT : url.getPort(),
            decoded(user), decoded(password));
      }
    } catch (URISyntaxException | GypsumException e) {
      // Reported below, without the value: it may contain a password.
    }
    throw GypsumException.invalid(
        "the environment variable " + variable + " is not the URL of an HTTP proxy: expected"
            + " http://HOST:PORT or http://USER:PASSWORD@HOST:PORT with percent-encoded names;"
            + " add the server to NO_PROXY to reach it directly");
  }

  /** Otherwise the beginning of a password with a raw slash would be taken for a port. */
  private static boolean isOnlyAuthority(URI url) {
    return List.of("", "/").contains(url.getRawPath()) && url.getRawQuery() == null
        && url.getRawFragment() == null;
  }

  private static @Nullable String decoded(@Nullable String text) {
    return text == null ? null : PercentEncoding.decode(text, false);
  }

  private boolean isExcluded(String host, int port) {
    if (host.equals("localhost") || host.endsWith(".localhost")) {
      return true;
    }
    byte @Nullable [] address = address(host);
    if (address != null && isLoopback(address)) {
      return true;
    }
    String excluded = value("NO_PROXY");
    if (excluded != null) {
      for (String entry : excluded.toLowerCase(Locale.ROOT).split("[,\\s]+")) {
        if (!entry.isEmpty() && matches(entry, host, address, port)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean matches(
      String entry, String host, byte @Nullable [] address, int port) {
    if (entry.equals("*")) {
      return true;
    }
    int slash = entry.indexOf('/');
    if (slash > 0) {
      return address != null
          && isInNetwork(entry.substring(0, slash), entry.substring(slash + 1), address);
    }
    String name = entry;
    int colon = entry.lastIndexOf(':');
    if (entry.startsWith("[") || (colon >= 0 && colon == entry.indexOf(':'))) {
      boolean hasPort = colon > entry.lastIndexOf(']');
      if (hasPort && !entry.substring(colon + 1).equals(String.valueOf(port))) {
        return false;
      }
      name = (hasPort ? entry.substring(0, colon) : entry).replaceAll("[\\[\\]]", "");
    }
    name = name.replaceFirst("^\\*?\\.", "").replaceFirst("\\.$", "");
    if (address != null) {
      // An IPv6 address has several spellings.
      return Arrays.equals(address, address(name));
    }
    return host.equals(name) || host.endsWith("." + name);
  }

  private static boolean isInNetwork(String network, String bits, byte[] address) {
    byte @Nullable [] start = address(network);
    if (start == null || start.length != address.length || !bits.matches("\\d{1,3}")) {
      return false;
    }
    int prefix = Integer.parseInt(bits);
    for (int bit = 0; bit < Math.min(prefix, address.length * 8); bit++) {
      int mask = 0x80 >> bit % 8;
      if ((start[bit / 8] & mask) != (address[bit / 8] & mask)) {
        return false;
      }
    }
    return prefix <= address.length * 8;
  }

  private static boolean isLoopback(byte[] address) {
    try {
      return InetAddress.getByAddress(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Returns the bytes of an IP address; null for a name, which is never looked up. */
  private static byte @Nullable [] address(String host) {
    if (!IP.matcher(host).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(host).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
