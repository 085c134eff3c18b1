package io.gypsum.client.transfer;

import java.util.Collection;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;

/** A route that transfers several files with one request, which only gypsum-java servers have. Thread-safe. */
public final class BundleRoute {
  private final HttpTransport http;
  /** Whether the server has responded that it does not have the route. */
  private volatile boolean unsupported;

  public BundleRoute(HttpTransport http) {
    this.http = http;
  }

  /**
   * Sends requests until no file is missing, a response is complete, or no attempt transfers a further file. The files that are
   * still missing then must be transferred alone.
   *
   * @param missing the files of the bundle; {@code request} removes those that it transfers
   * @param request sends one request for the missing files; repeated as {@link HttpTransport#retry} decides
   * @throws RequestFailedException if no request to the server can succeed
   */
  public void transfer(Collection<?> missing, Runnable request) {
    boolean again = !unsupported;
    while (again) {
      int before = missing.size();
      again = isBroken(missing, request) && missing.size() < before && !missing.isEmpty();
    }
  }

  /** Returns whether all attempts failed in a way that another call may avoid, if this one has transferred any file. */
  private boolean isBroken(Collection<?> missing, Runnable request) {
    try {
      http.retry(() -> {
        if (!missing.isEmpty()) {
          request.run();
        }
        return missing;
      });
      return false;
    } catch (RequestFailedException e) {
      if (HttpErrors.affectsEveryRequest(e)) {
        throw e;
      }
      if (HttpErrors.isUnsupportedRoute(e)) {
        unsupported = true;
      }
      return e.isRetryable();
    }
  }
}
