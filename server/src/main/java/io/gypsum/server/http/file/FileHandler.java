package io.gypsum.server.http.file;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ByteRange;
import io.gypsum.store.LocalFile;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import org.jspecify.annotations.Nullable;

/** Serves one object, whole or in part, if the request's conditions hold. */
final class FileHandler implements Handler {
  private final String parameter;
  private final ReadStore store;
  private final InstantSource clock;
  private final FileSender sender;
  private final @Nullable Redirects redirects;

  /**
   * @param parameter of the route, which is the key
   * @param redirects null to send everything from here
   */
  FileHandler(
      String parameter, ReadStore store, Caching caching, InstantSource clock,
      @Nullable Redirects redirects) {
    this.parameter = parameter;
    this.store = store;
    this.clock = clock;
    this.redirects = redirects;
    this.sender = new FileSender(store, caching, redirects);
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    Key key = key(exchange);
    String range = exchange.isHead() ? null : exchange.header("Range");
    Conditions conditions = conditions(exchange);
    setHeaders(exchange, key);
    boolean plain = range == null && conditions.areNone() && !exchange.isHead();
    if (!plain) {
      answerIfConditionsHold(exchange, key, range, conditions);
    } else if (redirects == null || !redirects.sendKnown(exchange, key)) {
      sender.sendWhole(exchange, key);
    }
  }

  private void answerIfConditionsHold(
      Exchange exchange, Key key, @Nullable String range, Conditions conditions)
      throws IOException {
    Optional<LocalFile> local =
        exchange.canSendFile() ? store.localFile(key) : Optional.empty();
    ObjectInfo info =
        local.map(LocalFile::info).or(() -> store.head(key)).orElseThrow(() -> missing(key));
    sender.setValidators(exchange, info);
    switch (conditions.verdict(info.etag(), info.lastModified())) {
      case NOT_MODIFIED -> exchange.empty(304);
      case PRECONDITION_FAILED -> refuseState(exchange);
      case PROCEED -> {
        boolean inPart = conditions.allowRange(info.etag(), info.lastModified(), clock.instant());
        answer(
            exchange, info, local.orElse(null),
            Ranges.parse(inPart ? range : null, info.sizeBytes()));
      }
    }
  }

  private void answer(
      Exchange exchange, ObjectInfo info, @Nullable LocalFile local, Ranges ranges)
      throws IOException {
    switch (ranges) {
      case Ranges.Whole whole -> {
        if (exchange.isHead()) {
          sender.describe(exchange, info);
        } else if (redirects != null && redirects.isFor(info, List.of(ByteRange.ALL))) {
          redirects.send(exchange, info);
        } else {
          sender.sendWhole(exchange, info.key());
        }
      }
      case Ranges.Unsatisfiable none -> {
        exchange.setHeader("Content-Range", "bytes */" + info.sizeBytes());
        refuse(
            exchange, 416,
            "no byte of the range is there: the object has " + info.sizeBytes() + " bytes");
      }
      case Ranges.Parts parts -> {
        if (redirects != null && redirects.isFor(info, parts.ranges())) {
          redirects.send(exchange, info);
        } else {
          sender.sendParts(exchange, info, local, parts.ranges());
        }
      }
    }
  }

  Key key(Exchange exchange) {
    return new Key(exchange.parameter(parameter));
  }

  static void refuseState(Exchange exchange) throws IOException {
    refuse(
        exchange, 412, "the object is in another state than the request's conditions ask for");
  }

  private static void refuse(Exchange exchange, int status, String reason) throws IOException {
    exchange.setHeader("Cache-Control", "no-cache");
    exchange.failure(status, reason);
  }

  void setHeaders(Exchange exchange, Key key) {
    exchange.setHeader("Accept-Ranges", "bytes");
    exchange.setHeader("Access-Control-Expose-Headers", "*");
    if (!key.isInternal()) {
      // Whatever users upload, a browser runs none of it in this server's name.
      exchange.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
    }
  }

  void setValidators(Exchange exchange, ObjectInfo info) {
    sender.setValidators(exchange, info);
  }

  static Conditions conditions(Exchange exchange) {
    return new Conditions(
        exchange.header("If-Match"), exchange.header("If-Unmodified-Since"),
        exchange.header("If-None-Match"), exchange.header("If-Modified-Since"),
        exchange.header("If-Range"));
  }

  static GypsumException missing(Key key) {
    return GypsumException.notFound("there is no object '" + key + "'");
  }
}
