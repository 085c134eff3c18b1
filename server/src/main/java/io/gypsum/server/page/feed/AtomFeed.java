package io.gypsum.server.page.feed;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.gypsum.core.Timestamps;
import io.gypsum.core.name.AssetVersion;

/**
 * An Atom feed (RFC 4287) of versions.
 *
 * @param title of the feed
 * @param author who publishes entries without a known user
 * @param addresses full URLs of the feed
 * @param entries newest first
 */
public record AtomFeed(String title, String author, Addresses addresses, List<Entry> entries) {
  /** Media type of feeds. */
  public static final String CONTENT_TYPE = "application/atom+xml; charset=utf-8";
  private static final String NAMESPACE = "http://www.w3.org/2005/Atom";

  /**
   * Full URLs.
   *
   * @param feedUrl of the feed itself, which also identifies it
   * @param pageUrl of the page with the same content
   */
  public record Addresses(String feedUrl, String pageUrl) {}

  /**
   * A version that was published.
   *
   * @param user who uploaded it; empty if unknown
   * @param finish when its upload was finished
   * @param pageUrl full URL of its page
   * @param summary what was published, in a sentence
   */
  public record Entry(
      AssetVersion version, String user, Instant finish, String pageUrl, String summary) {
    /**
     * Returns an identifier that depends only on the version, so that it remains the same when the address of the server
     * changes. A version that is deleted and uploaded again has another one.
     */
    String id() {
      String identity = "gypsum version " + version + " of " + Timestamps.format(finish);
      return "urn:uuid:" + UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8));
    }
  }

  public AtomFeed {
    entries = List.copyOf(entries);
  }

  /** Writes the feed. */
  public void writeTo(OutputStream to) throws IOException {
    XmlOutput.write(to, "feed", NAMESPACE, out -> {
      out.element("id", addresses.feedUrl());
      out.element("title", title);
      Instant updated =
          entries.stream().map(Entry::finish).max(Instant::compareTo).orElse(Instant.EPOCH);
      out.element("updated", Timestamps.format(updated));
      out.start("author");
      out.element("name", author);
      out.end();
      out.empty(
          "link", "rel", "self", "type", "application/atom+xml", "href", addresses.feedUrl());
      out.empty("link", "rel", "alternate", "type", "text/html", "href", addresses.pageUrl());
      out.element("generator", "gypsum");
      for (Entry entry : entries) {
        write(entry, out);
      }
    });
  }

  private static void write(Entry entry, XmlOutput out) throws IOException {
    String time = Timestamps.format(entry.finish());
    out.start("entry");
    out.element("id", entry.id());
    out.element("title", entry.version().toString());
    out.element("published", time);
    out.element("updated", time);
    if (!entry.user().isBlank()) {
      out.start("author");
      out.element("name", entry.user());
      out.end();
    }
    out.empty("link", "rel", "alternate", "type", "text/html", "href", entry.pageUrl());
    out.element("summary", entry.summary());
    out.end();
  }
}
