package io.gypsum.e2e.harness;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Selects no proxy, and counts requests: an HTTP client asks its proxy selector once per request. */
public final class CountingProxySelector extends ProxySelector {
  private final AtomicInteger requests = new AtomicInteger();

  public int requests() {
    return requests.get();
  }

  @Override
  public List<Proxy> select(URI uri) {
    requests.incrementAndGet();
    return List.of(Proxy.NO_PROXY);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException e) {
    throw new AssertionError("no proxy was selected", e);
  }
}
