package io.gypsum.server.http;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.gypsum.server.http.tomcat.TomcatEngine;
import io.gypsum.server.limit.ClientLimits;

/** Starts servers of a few routes that everyone may call. */
public final class TestHttp {
  private TestHttp() {}

  public static HttpServer start(Route... routes) throws IOException {
    return start(HttpSettings.defaults(), routes);
  }

  public static HttpServer start(HttpSettings settings, Route... routes) throws IOException {
    return start(settings, new HttpMetrics(), routes);
  }

  public static HttpServer start(HttpSettings settings, HttpMetrics metrics, Route... routes)
      throws IOException {
    return start(settings, metrics, ClientLimits.none(), routes);
  }

  public static HttpServer start(
      HttpSettings settings, HttpMetrics metrics, ClientLimits limits, Route... routes)
      throws IOException {
    return HttpServer.start(settings, router(routes), metrics, limits, TomcatEngine::start);
  }

  public static Router router(Route... routes) {
    return new Router(List.of(RouteGroup.json(List.of(), List.of(routes))));
  }

  public static Route get(String pattern, Handler handler) {
    return Route.get(pattern, Caller.ANYONE, handler);
  }

  public static Route post(String pattern, Handler handler) {
    return Route.post(pattern, Caller.ANYONE, handler);
  }

  public static Route put(String pattern, Handler handler) {
    return Route.put(pattern, Caller.ANYONE, handler);
  }

  /** Returns whether the latch reached zero in time. */
  static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
