package io.gypsum.server.http;

import java.io.IOException;

import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.BadRequestException;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;

/**
 * Where every request enters, straight from Tomcat's HTTP connector: there is no servlet container that could answer in
 * its own words. Turns what goes wrong into an answer, or breaks the connection off when part of one was sent.
 */
final class FrontAdapter implements Adapter {
  private final Dispatcher dispatcher;
  private final Limits limits;
  private final RunningRequests running;
  private final RequestObserver observer;

  FrontAdapter(
      Dispatcher dispatcher, Limits limits, RunningRequests running, RequestObserver observer) {
    this.dispatcher = dispatcher;
    this.limits = limits;
    this.running = running;
    this.observer = observer;
  }

  @Override
  public void service(Request request, Response response) {
    long startNanos = System.nanoTime();
    RouteMatch match = null;
    boolean admitted = running.begin();
    observer.begins();
    try {
      Answers.begin(response);
      match = admitted ? route(request, response) : refuse(response, running.isStopping());
      if (match != null) {
        handle(new Exchange(request, response, match, limits), match, response);
      }
      response.action(ActionCode.CLOSE, null);
    } catch (IOException e) {
      breakOff(response, e);
    } catch (RuntimeException | Error e) {
      Failures.logged(e);
      breakOff(response, e);
    } finally {
      observer.ends(match, request, response, System.nanoTime() - startNanos);
      if (admitted) {
        running.end();
      }
    }
  }

  private @Nullable RouteMatch route(Request request, Response response) throws IOException {
    if (response.getStatus() >= 400) {
      // Tomcat could not read the request; it closes the connection after this answer.
      Answers.failure(response, response.getStatus(), Failures.refused(response.getStatus()));
      return null;
    }
    try {
      return dispatcher.dispatch(request, response);
    } catch (RuntimeException e) {
      Failures.answer(response, e);
      return null;
    }
  }

  private static @Nullable RouteMatch refuse(Response response, boolean stopping)
      throws IOException {
    response.setHeader("Connection", "close");
    response.setHeader("Retry-After", "5");
    Answers.failure(
        response, 503,
        "the server " + (stopping ? "is stopping" : "has too much to do")
            + ": try again in a few seconds");
    return null;
  }

  private static void handle(Exchange exchange, RouteMatch match, Response response)
      throws IOException {
    try {
      match.route().handler().handle(exchange);
      exchange.finish();
    } catch (IOException | RuntimeException e) {
      IOException connection = exchange.connectionFailure();
      if (connection != null) {
        answerConnectionFailure(response, connection);
      } else if (response.isCommitted()) {
        Failures.logged(e);
        breakOff(response, e);
      } else {
        Failures.answer(response, e);
      }
    } finally {
      exchange.end();
    }
  }

  private static void answerConnectionFailure(Response response, IOException failure)
      throws IOException {
    int status =
        switch (failure) {
          case SlowClientException slow -> 408;
          case BadRequestException bad -> 400;
          default -> throw failure;
        };
    if (response.isCommitted()) {
      throw failure;
    }
    // What is left of the body cannot be told from a next request.
    response.reset();
    Answers.begin(response);
    response.setHeader("Connection", "close");
    response.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    Answers.failure(response, status, Failures.refused(status));
  }

  /** Closes the connection without the end of the answer, so that the client sees that it is not whole. */
  private static void breakOff(Response response, Throwable cause) {
    response.action(ActionCode.CLOSE_NOW, cause);
  }

  @Override
  public boolean prepare(Request request, Response response) {
    return true;
  }

  @Override
  public boolean asyncDispatch(Request request, Response response, SocketEvent status) {
    return false;
  }

  @Override
  public void log(Request request, Response response, long timeMillis) {
    // Called for what never reached service(): nothing was answered.
  }

  @Override
  public void checkRecycled(Request request, Response response) {
    // Nothing of a request is kept here.
  }

  @Override
  public @Nullable String getDomain() {
    return null;
  }
}
