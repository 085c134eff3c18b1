package io.gypsum.server.http.file;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.Key;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * Sends many small objects with one answer, a ZIP whose entries are the keys, in the order in which they were asked for
 * and not compressed. An addition of ours to the wire contract: of files of some kilobytes the requests take longer than
 * the bytes. What is not there or not small is left out, and to be asked for by itself.
 */
final class BundleHandler implements Handler {
  static final int MOST_FILES = 256;
  static final int MAX_FILE_BYTES = 64 * 1024;
  /** As many of the longest keys, and some more. */
  private static final long MAX_REQUEST_BYTES = 512 * 1024;
  /** Each holds its keys, some 0.5 MB at worst, for as long as its client takes to read. */
  static final int MOST_AT_ONCE = 128;

  private final ReadStore store;
  private final Semaphore permits = new Semaphore(MOST_AT_ONCE);

  BundleHandler(ReadStore store) {
    this.store = store;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    if (!permits.tryAcquire()) {
      throw new GypsumException(
          GypsumException.Kind.BUSY,
          "the server is sending too many bundles at once: try again in a few seconds, or ask for"
              + " the files one by one");
    }
    try {
      Set<Key> keys = exchange.json(MAX_REQUEST_BYTES, BundleHandler::read);
      exchange.setHeader("Cache-Control", "no-store");
      exchange.stream("application/zip", out -> write(keys, out));
    } finally {
      permits.release();
    }
  }

  private static Set<Key> read(JsonInput in) {
    @Nullable Set<Key> keys = null;
    in.beginObject();
    for (String field = in.nextName(); field != null; field = in.nextName()) {
      switch (field) {
        case "files" -> keys = readKeys(in);
        default -> in.skip();
      }
    }
    return in.required(keys, "files");
  }

  private static Set<Key> readKeys(JsonInput in) {
    Set<Key> keys = new LinkedHashSet<>();
    in.beginArray();
    while (in.nextItem()) {
      if (keys.size() == MOST_FILES) {
        throw GypsumException.invalid(
            "more than " + MOST_FILES + " files were asked for at once: ask for the others next");
      }
      keys.add(new Key(in.string()));
    }
    return keys;
  }

  private void write(Set<Key> keys, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
    for (Key key : keys) {
      Small object = read(key);
      if (object != null) {
        add(object, zip);
      }
    }
    zip.finish();
  }

  private static final class Small {
    private final ObjectInfo info;
    private final byte[] bytes;

    Small(ObjectInfo info, byte[] bytes) {
      this.info = info;
      this.bytes = bytes;
    }
  }

  /**
   * Whole, before any of it is sent, since an open object holds a connection to the store; and to its end, so that the
   * connection can be used again.
   *
   * @return null when it is not there, or not small
   */
  private @Nullable Small read(Key key) throws IOException {
    try (StoredObject object =
        store.get(key, new ByteRange(0, MAX_FILE_BYTES)).orElse(null)) {
      if (object == null) {
        return null;
      }
      byte[] bytes = object.body().readAllBytes();
      ObjectInfo info = object.info();
      if (info.sizeBytes() > MAX_FILE_BYTES) {
        return null;
      }
      if (bytes.length < info.sizeBytes()) {
        throw new IOException("an object ended before its size");
      }
      return new Small(info, bytes);
    }
  }

  private static void add(Small object, ZipOutputStream zip) throws IOException {
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
