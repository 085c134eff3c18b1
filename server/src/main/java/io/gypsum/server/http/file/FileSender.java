package io.gypsum.server.http.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.server.http.Exchange;
import io.gypsum.store.ByteRange;
import io.gypsum.store.LocalFile;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * Sends objects in the cheapest way: what is small from one buffer, the file of a store that has files by the system
 * itself, the rest as it streams from the store.
 */
final class FileSender {
  /** Up to this size, one read and one write cost less than having the system send the file. */
  static final int SMALL_BYTES = 48 * 1024;

  private static final int COPY_BYTES = 32 * 1024;

  private final ReadStore store;
  private final Caching caching;
  private final @Nullable Redirects redirects;

  /** @param redirects null to send everything from here */
  FileSender(ReadStore store, Caching caching, @Nullable Redirects redirects) {
    this.store = store;
    this.caching = caching;
    this.redirects = redirects;
  }

  /** From here, or to where the store gives it. */
  void sendWhole(Exchange exchange, Key key) throws IOException {
    try (StoredObject object = open(key, ByteRange.ALL)) {
      ObjectInfo info = object.info();
      if (redirects != null && redirects.isFor(info, List.of(ByteRange.ALL))) {
        redirects.send(exchange, info);
        return;
      }
      if (info.sizeBytes() > SMALL_BYTES && exchange.canSendFile()) {
        Optional<LocalFile> local = store.localFile(key);
        if (local.isPresent()) {
          sendFile(exchange, local.get());
          return;
        }
      }
      setValidators(exchange, info);
      send(exchange, 200, ContentTypes.of(key), info.sizeBytes(), object.body());
    }
  }

  private void sendFile(Exchange exchange, LocalFile file) {
    ObjectInfo info = file.info();
    setValidators(exchange, info);
    exchange.sendFile(200, ContentTypes.of(info.key()), file.path(), 0, info.sizeBytes());
  }

  /** The answer to HEAD. */
  void describe(Exchange exchange, ObjectInfo info) throws IOException {
    exchange.stream(200, ContentTypes.of(info.key()), info.sizeBytes(), out -> {});
  }

  /** @param local the object's file, if it has one */
  void sendParts(
      Exchange exchange, ObjectInfo info, @Nullable LocalFile local, List<ByteRange> parts)
      throws IOException {
    if (parts.size() > 1) {
      new MultipartAnswer(info, parts).send(exchange, range -> openSame(info, range));
      return;
    }
    ByteRange part = parts.getFirst();
    exchange.setHeader("Content-Range", contentRange(part, info.sizeBytes()));
    String type = ContentTypes.of(info.key());
    if (local != null && part.lengthBytes() > SMALL_BYTES) {
      exchange.sendFile(206, type, local.path(), part.offset(), part.lengthBytes());
      return;
    }
    try (StoredObject object = openSame(info, part)) {
      send(exchange, 206, type, part.lengthBytes(), object.body());
    }
  }

  void setValidators(Exchange exchange, ObjectInfo info) {
    exchange.setHeader("Cache-Control", caching.control(info));
    exchange.setHeader("ETag", info.etag().quoted());
    exchange.setHeader("Last-Modified", HttpDate.format(info.lastModified()));
  }

  static String contentRange(ByteRange range, long sizeBytes) {
    return "bytes " + range.offset() + "-" + (range.offset() + range.lengthBytes() - 1) + "/"
        + sizeBytes;
  }

  private static void send(
      Exchange exchange, int status, String type, long lengthBytes, InputStream body)
      throws IOException {
    if (lengthBytes > SMALL_BYTES) {
      exchange.stream(status, type, lengthBytes, out -> copy(body, out));
    } else {
      byte[] bytes = new byte[(int) lengthBytes];
      if (body.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new IOException("an object ended before its size");
      }
      exchange.bytes(status, type, bytes);
    }
  }

  /** With a buffer that a thousand slow readers may have at once. */
  static void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[COPY_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
    }
  }

  private StoredObject open(Key key, ByteRange range) {
    return store.get(key, range).orElseThrow(() -> FileHandler.missing(key));
  }

  /** Opens a part of the very state that was promised. */
  private StoredObject openSame(ObjectInfo info, ByteRange range) {
    StoredObject object = open(info.key(), range);
    if (!object.info().etag().equals(info.etag())) {
      object.close();
      throw new StoreException(
          "'" + info.key() + "' was replaced while it was being read: ask again",
          CallOutcome.NOT_DONE, true, null);
    }
    return object;
  }
}
