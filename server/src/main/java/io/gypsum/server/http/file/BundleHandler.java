package io.gypsum.server.http.file;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.Key;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * Sends many small objects with one answer, a ZIP whose entries are the keys, in the order in which they were asked for
 * and not compressed. An addition of ours to the wire contract: of files of some kilobytes the requests take longer than
 * the bytes. What is not there or not small is left out, and to be asked for by itself.
 */
final class BundleHandler implements Handler {
  static final int MOST_FILES = 1_000;
  static final int MAX_FILE_BYTES = 64 * 1024;
  /** As many of the longest keys, each character escaped. */
  private static final long MAX_REQUEST_BYTES = 8L * 1024 * 1024;

  private final ReadStore store;

  BundleHandler(ReadStore store) {
    this.store = store;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    Set<Key> keys = exchange.json(MAX_REQUEST_BYTES, BundleHandler::read);
    exchange.setHeader("Cache-Control", "no-store");
    exchange.stream("application/zip", out -> write(keys, out));
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
      try (StoredObject object = store.get(key, ByteRange.ALL).orElse(null)) {
        if (object != null && object.info().sizeBytes() <= MAX_FILE_BYTES) {
          add(object, zip);
        }
      }
    }
    zip.finish();
  }

  private static void add(StoredObject object, ZipOutputStream zip) throws IOException {
    byte[] bytes = object.body().readNBytes((int) object.info().sizeBytes());
    if (bytes.length < object.info().sizeBytes()) {
      throw new IOException("an object ended before its size");
    }
    CRC32 sum = new CRC32();
    sum.update(bytes);
    ZipEntry entry = new ZipEntry(object.info().key().value());
    entry.setTimeLocal(LocalDateTime.ofInstant(object.info().lastModified(), ZoneOffset.UTC));
    entry.setSize(bytes.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
