package io.gypsum.server.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.server.file.RecentFiles.RecentFile;
import io.gypsum.server.http.Exchange;
import io.gypsum.store.ByteRange;
import io.gypsum.store.LocalFile;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/** Sends objects in the way that {@link Delivery} decides. Thread-safe. */
final class FileSender {
  private static final List<ByteRange> WHOLE = List.of(ByteRange.ALL);
  /** Small, because a thousand slow clients may need a buffer at the same time. */
  private static final int COPY_BUFFER_BYTES = 32 * 1024;

  private final ReadStore store;
  private final CachePolicy caching;
  private final @Nullable Redirects redirects;
  private final RecentFiles recent;

  /**
   * @param redirects null to send everything through this server
   * @param recent receives the small files that were read
   */
  FileSender(
      ReadStore store, CachePolicy caching, @Nullable Redirects redirects, RecentFiles recent) {
    this.store = store;
    this.caching = caching;
    this.redirects = redirects;
    this.recent = recent;
  }

  /**
   * Sends a whole object that was not looked up before: one call of the store in most cases.
   *
   * @param begin when the first object was read on which the response depends, or earlier
   * @return false if the object does not exist, and nothing was sent
   */
  boolean sendWhole(Exchange exchange, ServedFile file, RecentFiles.Moment begin)
      throws IOException {
    try (StoredObject object = store.get(file.key(), ByteRange.ALL).orElse(null)) {
      if (object == null) {
        return false;
      }
      ObjectInfo info = object.info();
      Delivery delivery = delivery(exchange, info, WHOLE);
      if (delivery == Delivery.REDIRECT && redirects != null) {
        redirects.send(exchange, file);
        return true;
      }
      if (delivery == Delivery.SENDFILE) {
        Optional<LocalFile> local = store.localFile(file.key());
        if (local.isPresent()) {
          // The file may be newer than the object that was opened, so its own validators are used.
          ObjectInfo current = local.get().info();
          setValidators(exchange, file, current);
          exchange.sendFile(
              200, file.contentType(), local.get().path(), 0, current.sizeBytes());
          return true;
        }
      }
      boolean isImmutable = caching.isImmutable(file, info);
      setValidators(exchange, isImmutable, info);
      if (info.sizeBytes() > Delivery.MAX_BUFFERED_BYTES) {
        stream(exchange, 200, file, info.sizeBytes(), object.body());
        return true;
      }
      byte[] content = content(file, (int) info.sizeBytes(), object.body());
      if (isImmutable) {
        recent.add(exchange.rawPath(), new RecentFile(file, info, content, begin));
      }
      exchange.sendBytes(200, file.contentType(), content);
      return true;
    }
  }

  /**
   * Returns the body of an object whose validators were already set.
   *
   * @param begin as in {@link #sendWhole}
   * @param local the object's file, if the store has one
   */
  RangedResponse.Body body(
      Exchange exchange, ServedFile file, RecentFiles.Moment begin, ObjectInfo info,
      @Nullable LocalFile local) {
    return new RangedResponse.Body() {
      @Override
      public void sendHeaders() throws IOException {
        exchange.stream(200, file.contentType(), info.sizeBytes(), out -> {});
      }

      @Override
      public void sendWhole() throws IOException {
        if (redirects != null && delivery(exchange, info, WHOLE) == Delivery.REDIRECT) {
          redirects.send(exchange, file);
        } else if (!FileSender.this.sendWhole(exchange, file, begin)) {
          throw missing(file.key());
        }
      }

      @Override
      public void sendRanges(List<ByteRange> ranges) throws IOException {
        FileSender.this.sendRanges(exchange, file, info, local, ranges);
      }
    };
  }

  /**
   * Sends ranges of an object whose validators were already set.
   *
   * @param local the object's file, if the store has one
   * @param ranges at least one
   */
  private void sendRanges(
      Exchange exchange, ServedFile file, ObjectInfo info, @Nullable LocalFile local,
      List<ByteRange> ranges)
      throws IOException {
    Delivery delivery = delivery(exchange, info, ranges);
    if (delivery == Delivery.MULTIPART) {
      new MultipartBody(file.contentType(), info.sizeBytes(), ranges)
          .send(exchange, range -> openUnchanged(info, range));
      return;
    }
    if (delivery == Delivery.REDIRECT && redirects != null) {
      redirects.send(exchange, file);
      return;
    }
    ByteRange range = ranges.getFirst();
    exchange.setHeader("Content-Range", RangedResponse.contentRange(range, info.sizeBytes()));
    if (delivery == Delivery.SENDFILE && local != null) {
      exchange.sendFile(
          206, file.contentType(), local.path(), range.offset(), range.lengthBytes());
      return;
    }
    try (StoredObject object = openUnchanged(info, range)) {
      send(exchange, 206, file, range.lengthBytes(), object.body());
    }
  }

  /** Returns the body of a file that was read recently. Only requests for ranges read the file again. */
  RangedResponse.Body body(Exchange exchange, RecentFile recentFile) {
    ServedFile file = recentFile.file();
    RangedResponse.Body stored = body(exchange, file, recentFile.readAt(), recentFile.info(), null);
    return new RangedResponse.Body() {
      @Override
      public void sendHeaders() throws IOException {
        stored.sendHeaders();
      }

      @Override
      public void sendWhole() throws IOException {
        exchange.sendBytes(200, file.contentType(), recentFile.content());
      }

      @Override
      public void sendRanges(List<ByteRange> ranges) throws IOException {
        stored.sendRanges(ranges);
      }
    };
  }

  void setValidators(Exchange exchange, ServedFile file, ObjectInfo info) {
    setValidators(exchange, caching.isImmutable(file, info), info);
  }

  /** Sets the validators of an object that can never change, at a permanent address. */
  void setImmutable(Exchange exchange, ObjectInfo info) {
    setValidators(exchange, true, info);
  }

  private static void setValidators(Exchange exchange, boolean isImmutable, ObjectInfo info) {
    exchange.setHeader("Cache-Control", CachePolicy.cacheControl(isImmutable));
    exchange.setHeader("ETag", info.etag().quoted());
    exchange.setHeader("Last-Modified", HttpDate.format(info.lastModified()));
  }

  private Delivery delivery(Exchange exchange, ObjectInfo info, List<ByteRange> ranges) {
    boolean canRedirect = redirects != null && Redirects.isAllowed(exchange);
    return Delivery.of(info, ranges, canRedirect, exchange.canSendFile());
  }

  /** Sends {@code lengthBytes} of {@code body} through this process. */
  private static void send(
      Exchange exchange, int status, ServedFile file, long lengthBytes, InputStream body)
      throws IOException {
    if (lengthBytes > Delivery.MAX_BUFFERED_BYTES) {
      stream(exchange, status, file, lengthBytes, body);
    } else {
      exchange.sendBytes(status, file.contentType(), content(file, (int) lengthBytes, body));
    }
  }

  private static void stream(
      Exchange exchange, int status, ServedFile file, long lengthBytes, InputStream body)
      throws IOException {
    exchange.stream(status, file.contentType(), lengthBytes, out -> copy(body, out));
  }

  private static byte[] content(ServedFile file, int lengthBytes, InputStream body)
      throws IOException {
    byte[] bytes = new byte[lengthBytes];
    if (body.readNBytes(bytes, 0, bytes.length) < bytes.length) {
      throw new EOFException("object '" + file.key() + "' ended before its size");
    }
    return bytes;
  }

  static void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[COPY_BUFFER_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
    }
  }

  private StoredObject open(Key key, ByteRange range) {
    return store.get(key, range).orElseThrow(() -> missing(key));
  }

  /** Opens a range, provided that the object is still the one whose headers were set. */
  private StoredObject openUnchanged(ObjectInfo info, ByteRange range) {
    StoredObject object = open(info.key(), range);
    if (!object.info().etag().equals(info.etag())) {
      object.close();
      throw new StoreException(
          "object '" + info.key() + "' was replaced while it was being read: try again",
          CallOutcome.NOT_DONE, true, null);
    }
    return object;
  }

  static GypsumException missing(Key key) {
    return GypsumException.notFound("object '" + key + "' does not exist");
  }

  /** Several ranges of one object in one response (RFC 9110, section 14.6). */
  private static final class MultipartBody {
    private final String contentType;
    private final long sizeBytes;
    private final List<ByteRange> parts;
    private final String boundary;
    private final byte[] end;

    MultipartBody(String contentType, long sizeBytes, List<ByteRange> parts) {
      this.contentType = contentType;
      this.sizeBytes = sizeBytes;
      this.parts = parts;
      // Long and random, so that no content contains it by chance or intent.
      this.boundary =
          Long.toHexString(ThreadLocalRandom.current().nextLong())
              + Long.toHexString(ThreadLocalRandom.current().nextLong());
      this.end = ascii("\r\n--" + boundary + "--\r\n");
    }

    /** @param open opens one range of the object */
    void send(Exchange exchange, Function<ByteRange, StoredObject> open) throws IOException {
      List<byte[]> heads = parts.stream().map(this::head).toList();
      long lengthBytes = end.length;
      for (int i = 0; i < parts.size(); i++) {
        lengthBytes += heads.get(i).length + parts.get(i).lengthBytes();
      }
      exchange.stream(
          206, "multipart/byteranges; boundary=" + boundary, lengthBytes, out -> {
            for (int i = 0; i < parts.size(); i++) {
              out.write(heads.get(i));
              try (StoredObject object = open.apply(parts.get(i))) {
                copy(object.body(), out);
              }
            }
            out.write(end);
          });
    }

    private byte[] head(ByteRange part) {
      return ascii(
          "\r\n--" + boundary + "\r\nContent-Type: " + contentType
              + "\r\nContent-Range: " + RangedResponse.contentRange(part, sizeBytes) + "\r\n\r\n");
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }
}
