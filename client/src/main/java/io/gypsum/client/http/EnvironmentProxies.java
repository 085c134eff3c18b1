package io.gypsum.client.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.ProxyEnvironment;
import io.gypsum.core.ProxyEnvironment.HttpProxy;
import org.apache.hc.client5.http.RouteInfo;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.Credentials;
import org.apache.hc.client5.http.auth.CredentialsProvider;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Uses the proxies of the environment, with their credentials, unless Java's own settings name a proxy. Thread-safe. */
final class EnvironmentProxies extends ProxySelector
    implements CredentialsProvider, HttpRequestInterceptor {
  private static final List<String> JAVA_SETTINGS =
      List.of("http.proxyHost", "https.proxyHost", "socksProxyHost", "java.net.useSystemProxies");

  private final ProxyEnvironment environment;

  EnvironmentProxies(ProxyEnvironment environment) {
    this.environment = environment;
  }

  /** Returns the selector that applies if the program has not configured one. */
  static ProxySelector byDefault(ProxyEnvironment environment) {
    ProxySelector ofJava = ProxySelector.getDefault();
    return ofJava != null
        && JAVA_SETTINGS.stream().anyMatch(name -> System.getProperty(name) != null)
            ? ofJava
            : new EnvironmentProxies(environment);
  }

  @Override
  public List<Proxy> select(URI uri) {
    return environment.proxyFor(uri)
        .map(
            proxy -> new Proxy(
                Proxy.Type.HTTP,
                InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
        .map(List::of)
        .orElse(List.of(Proxy.NO_PROXY));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException cause) {
    // The failure of the request names the proxy.
  }

  /** Returns the proxy for a URL, as shown to users; empty if there is none. */
  static Optional<String> describe(ProxySelector selector, URI uri) {
    if (selector instanceof EnvironmentProxies proxies) {
      return proxies.environment.proxyFor(uri).map(HttpProxy::toString);
    }
    return selector.select(uri)
        .stream()
        .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
        .map(proxy -> proxy.address().toString())
        .findFirst();
  }

  private Optional<HttpProxy> withCredentials(@Nullable String host, int port) {
    // The same proxy may be named for both schemes, with credentials for only one.
    for (String scheme : new String[] {"https", "http"}) {
      Optional<HttpProxy> found =
          environment.proxyFor(URI.create(scheme + "://proxied.invalid"))
              .filter(
                  proxy -> proxy.user() != null && proxy.host().equalsIgnoreCase(host)
                      && proxy.port() == port);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Returns the credentials of a proxy, which it requires to open a tunnel; null for any other server. */
  @Override
  public @Nullable Credentials getCredentials(AuthScope scope, HttpContext context) {
    return withCredentials(scope.getHost(), scope.getPort())
        .map(
            proxy -> new UsernamePasswordCredentials(
                String.valueOf(proxy.user()), String.valueOf(proxy.password()).toCharArray()))
        .orElse(null);
  }

  /** Adds the credentials to a request that a proxy forwards: its body may not be repeatable after a 407. */
  @Override
  public void process(HttpRequest request, @Nullable EntityDetails entity, HttpContext context) {
    RouteInfo route = HttpClientContext.cast(context).getHttpRoute();
    if (route == null || route.getProxyHost() == null || route.isTunnelled()) {
      // The server at the end of a tunnel must not receive them.
      return;
    }
    withCredentials(route.getProxyHost().getHostName(), route.getProxyHost().getPort())
        .map(proxy -> proxy.user() + ":" + proxy.password())
        .map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
        .ifPresent(encoded -> request.setHeader("Proxy-Authorization", "Basic " + encoded));
  }
}
