package io.gypsum.server.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.Key;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /bundle}: sends many small objects in one response, an uncompressed ZIP whose entries are the keys in the
 * order of the request. For files of a few kilobytes, separate requests take longer than the transfer itself. The
 * response leaves out objects that do not exist or are not {@linkplain Delivery#isBundled small}; clients request those
 * individually.
 */
public final class BundleHandler implements Handler {
  static final int MAX_FILES = 256;
  /** Enough for {@link #MAX_FILES} keys of the maximum length. */
  private static final long MAX_REQUEST_BYTES = 512 * 1024;
  /** Maximum number of bundles at a time: each holds its keys, up to 0.5 MB, until its client has read the response. */
  static final int MAX_CONCURRENT = 128;

  /** Objects are added to a page until it has this size. */
  private static final int PAGE_BYTES = 256 * 1024;
  /** Enough for nearly all pages: a buffer that grows copies its content and becomes twice as large. */
  private static final int EXPECTED_PAGE_BYTES = PAGE_BYTES + Delivery.MAX_BUNDLED_BYTES;

  private final ReadStore store;
  private final ComputeLane lane;
  private final Semaphore permits = new Semaphore(MAX_CONCURRENT);

  /** @param lane reads the objects */
  public BundleHandler(ReadStore store, ComputeLane lane) {
    this.store = store;
    this.lane = lane;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    // Read before the permit is acquired, since a slow request would occupy it.
    Set<Key> keys = exchange.readJson(MAX_REQUEST_BYTES, BundleHandler::read);
    if (!permits.tryAcquire()) {
      throw new GypsumException(
          GypsumException.Kind.BUSY,
          "the server is sending too many bundles at once: try again in a few seconds, or request"
              + " the files individually");
    }
    try {
      exchange.setHeader("Cache-Control", "no-store");
      exchange.stream("application/zip", out -> send(keys, lane.turns(exchange::isAbandoned), out));
    } finally {
      permits.release();
    }
  }

  private static Set<Key> read(JsonInput in) {
    return in.requiredProperty("files", BundleHandler::readKeys);
  }

  private static Set<Key> readKeys(JsonInput in) {
    Set<Key> keys = new LinkedHashSet<>();
    in.beginArray();
    while (in.nextItem()) {
      if (keys.size() == MAX_FILES) {
        throw GypsumException.invalid(
            "more than " + MAX_FILES
                + " files in one bundle: request the others in another bundle");
      }
      keys.add(new Key(in.string()));
    }
    return keys;
  }

  /** Reads and sends one page after the other. */
  private void send(Set<Key> keys, ComputeTurns turns, OutputStream out) throws IOException {
    ByteArrayOutputStream page = new ByteArrayOutputStream(EXPECTED_PAGE_BYTES);
    ZipOutputStream zip = new ZipOutputStream(page);
    zip.setMethod(ZipOutputStream.STORED);
    Iterator<Key> rest = keys.iterator();
    boolean more = true;
    while (more) {
      more = turns.run(() -> writePage(rest, zip, page));
      page.writeTo(out);
      page.reset();
    }
  }

  /** Returns whether another page follows. */
  private boolean writePage(Iterator<Key> rest, ZipOutputStream zip, ByteArrayOutputStream page)
      throws IOException {
    while (rest.hasNext()) {
      if (page.size() >= PAGE_BYTES) {
        return true;
      }
      SmallObject object = read(rest.next());
      if (object != null) {
        add(object, zip);
      }
    }
    zip.finish();
    return false;
  }

  private static final class SmallObject {
    private final ObjectInfo info;
    private final byte[] bytes;

    SmallObject(ObjectInfo info, byte[] bytes) {
      this.info = info;
      this.bytes = bytes;
    }
  }

  /**
   * Reads an object completely before any of it is sent, since an open object holds a connection to the store; and to
   * the end of the range, so that the connection can be reused.
   *
   * @return null when it does not exist or is not small
   */
  private @Nullable SmallObject read(Key key) throws IOException {
    try (StoredObject object =
        store.get(key, new ByteRange(0, Delivery.MAX_BUNDLED_BYTES)).orElse(null)) {
      if (object == null) {
        return null;
      }
      ObjectInfo info = object.info();
      int size = (int) Math.min(info.sizeBytes(), Delivery.MAX_BUNDLED_BYTES);
      // readAllBytes would allocate several times as much memory for a small object.
      byte[] bytes = object.body().readNBytes(size);
      boolean isAtEnd = object.body().read() < 0;
      if (!Delivery.isBundled(info)) {
        return null;
      }
      if (!isAtEnd || bytes.length < info.sizeBytes()) {
        throw new IOException("object '" + key + "' is longer or shorter than its size");
      }
      return new SmallObject(info, bytes);
    }
  }

  private static void add(SmallObject object, ZipOutputStream zip) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(object.bytes);
    ZipEntry entry = new ZipEntry(object.info.key().value());
    entry.setTimeLocal(LocalDateTime.ofInstant(object.info.lastModified(), ZoneOffset.UTC));
    entry.setSize(object.bytes.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(object.bytes);
    zip.closeEntry();
  }
}
