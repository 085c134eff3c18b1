package io.gypsum.server.http;

import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.jspecify.annotations.Nullable;

/** Sees every request come and go. Called from many threads; must not fail. */
interface RequestObserver {
  void begins();

  /**
   * The answer is on its way (a file may still be being sent).
   *
   * @param match null when no route answered
   */
  void ends(@Nullable RouteMatch match, Request request, Response response, long nanos);

  static RequestObserver both(RequestObserver first, RequestObserver second) {
    return new RequestObserver() {
      @Override
      public void begins() {
        first.begins();
        second.begins();
      }

      @Override
      public void ends(@Nullable RouteMatch match, Request request, Response response, long nanos) {
        first.ends(match, request, response, nanos);
        second.ends(match, request, response, nanos);
      }
    };
  }
}
