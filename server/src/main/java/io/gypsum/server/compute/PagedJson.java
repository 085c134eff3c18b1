package io.gypsum.server.compute;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Sends a JSON document with an array of any length in pages: each is computed in one turn of a lane and sent outside it. The
 * first turn opens the items; when it fails, nothing was sent.
 */
public final class PagedJson {
  private static final int PAGE_BYTES = 64 * 1024;
  /** Maximum time for a page: when the disk is slow, the page ends early, so that other requests get their turn. */
  private static final long PAGE_NANOS = Duration.ofMillis(50).toNanos();

  private PagedJson() {}

  /** A document with an array of any length. */
  public interface Document<T> extends JsonWritable {
    /** Opens the items of the array. */
    Stream<T> items();

    /** Writes the part of the document before the first item. */
    void begin(JsonGenerator out);

    void item(JsonGenerator out, T item);

    /** Writes what is after the last item. */
    void end(JsonGenerator out);

    @Override
    default void writeTo(JsonGenerator out) {
      try (Stream<T> items = items()) {
        begin(out);
        items.forEach(item -> item(out, item));
        end(out);
      }
    }
  }

  /** An array of texts. */
  public record Texts(Supplier<Stream<String>> texts) implements Document<String> {
    @Override
    public Stream<String> items() {
      return texts.get();
    }

    @Override
    public void begin(JsonGenerator out) {
      out.writeStartArray();
    }

    @Override
    public void item(JsonGenerator out, String text) {
      out.writeString(text);
    }

    @Override
    public void end(JsonGenerator out) {
      out.writeEndArray();
    }
  }

  /** Sends a document; its items are closed at the end. */
  public static void send(ComputeTurns turns, OutputStream out, Document<?> document)
      throws IOException {
    ByteArrayOutputStream buffer = new ByteArrayOutputStream(PAGE_BYTES);
    try (Pages<?> pages = new Pages<>(document, buffer)) {
      boolean more = true;
      while (more) {
        more = turns.run(pages::writePage);
        buffer.writeTo(out);
        buffer.reset();
      }
    }
  }

  /** Writes one page after the other, each in another thread. Not thread-safe. */
  private static final class Pages<T> implements AutoCloseable {
    private final Document<T> document;
    private final ByteArrayOutputStream buffer;
    private final JsonGenerator json;
    private @Nullable Stream<T> open;
    private @Nullable Iterator<T> rest;

    Pages(Document<T> document, ByteArrayOutputStream buffer) {
      this.document = document;
      this.buffer = buffer;
      this.json = JsonOutput.generator(buffer);
    }

    /** Returns whether another page follows. */
    boolean writePage() {
      long start = System.nanoTime();
      Iterator<T> each = rest;
      if (each == null) {
        Stream<T> items = document.items();
        open = items;
        each = items.iterator();
        rest = each;
        document.begin(json);
      }
      while (each.hasNext()) {
        document.item(json, each.next());
        if (buffer.size() >= PAGE_BYTES || System.nanoTime() - start >= PAGE_NANOS) {
          json.flush();
          return true;
        }
      }
      document.end(json);
      json.flush();
      return false;
    }

    @Override
    public void close() {
      try (Stream<T> _ = open) {
        json.close();
      }
    }
  }
}
