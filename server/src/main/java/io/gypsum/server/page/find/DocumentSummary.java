package io.gypsum.server.page.find;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import io.gypsum.core.Printable;
import io.gypsum.metadata.json.DocumentFormat;
import io.gypsum.server.page.find.QueryTerms.Segment;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * The summary of a document in a list of hits.
 *
 * @param title the text of its property {@code title} or {@code name}; empty if it has none
 * @param field the field of the fragment, as in queries; empty if there is no fragment
 * @param fragment the part of a text around the first word of the query, or the beginning of the description
 */
public record DocumentSummary(
    List<Segment> title, String field, List<Segment> fragment) {
  static final int MAX_TITLE_CHARS = 200;
  static final int CHARS_BEFORE = 80;
  static final int MAX_FRAGMENT_CHARS = 280;
  /** Number of characters of a document that are searched for a fragment. */
  static final int MAX_READ_CHARS = 64 * 1024;
  private static final int MAX_FIELD_CHARS = 80;
  private static final Set<String> TITLES = Set.of("title", "name");

  public DocumentSummary {
    title = List.copyOf(title);
    fragment = List.copyOf(fragment);
  }

  /** Summarizes a document. Never throws: of malformed JSON, the part before the error is used. */
  public static DocumentSummary of(String document, QueryTerms terms) {
    Reader reader = new Reader(terms);
    try (JsonParser json =
        DocumentFormat.FACTORY.createParser(ObjectReadContext.empty(), document)) {
      reader.read(json);
    } catch (JacksonException e) {
      // The documents of an index are valid, unless other software wrote it.
    }
    return reader.summary();
  }

  /** Finds the texts. Not thread-safe. */
  private static final class Reader {
    private final QueryTerms terms;
    private final Deque<String> path = new ArrayDeque<>();
    private @Nullable String title;
    private @Nullable String description;
    private @Nullable String found;
    private String foundField = "";
    private int foundAt;

    Reader(QueryTerms terms) {
      this.terms = terms;
    }

    void read(JsonParser json) {
      for (JsonToken token = json.nextToken(); token != null
          && json.currentLocation().getCharOffset() < MAX_READ_CHARS; token = json.nextToken()) {
        switch (token) {
          case START_OBJECT -> path.addLast("");
          case END_OBJECT -> path.removeLast();
          case PROPERTY_NAME -> {
            path.removeLast();
            path.addLast(json.currentName());
          }
          case VALUE_STRING -> add(json.getString());
          default -> {}
        }
        if (found != null && title != null) {
          return;
        }
      }
    }

    private void add(String text) {
      String field = String.join(".", path);
      if (title == null && TITLES.contains(field)) {
        title = text;
        return;
      }
      if (description == null && field.equals("description")) {
        description = text;
      }
      int first =
          found == null
              ? terms.first(text.substring(0, Math.min(text.length(), MAX_READ_CHARS)))
              : -1;
      if (first >= 0) {
        found = text;
        foundField = field;
        foundAt = first;
      }
    }

    DocumentSummary summary() {
      String text = found == null ? description : found;
      return new DocumentSummary(
          title == null ? List.of() : terms.segments(cut(title, 0, MAX_TITLE_CHARS)),
          text == null
              ? ""
              : Printable
                  .text(found == null ? "description" : foundField, MAX_FIELD_CHARS),
          text == null ? List.of() : terms.segments(fragment(text)));
    }

    private String fragment(String text) {
      int start = found == null || foundAt <= CHARS_BEFORE ? 0 : foundAt - CHARS_BEFORE;
      if (start > 0) {
        int space = text.indexOf(' ', start);
        start = space >= 0 && space < foundAt ? space + 1 : start;
      }
      return cut(text, start, MAX_FRAGMENT_CHARS);
    }

    /** Returns at most {@code maxChars} characters, with an ellipsis where text is left out; never half a surrogate pair. */
    private static String cut(String text, int from, int maxChars) {
      int start = isInPair(text, from) ? from + 1 : from;
      int end = Math.min(text.length(), start + maxChars);
      end = isInPair(text, end) ? end - 1 : end;
      return (start > 0 ? "… " : "") + text.substring(start, end).strip().replaceAll("\\s+", " ")
          + (end < text.length() ? " …" : "");
    }

    private static boolean isInPair(String text, int index) {
      return index > 0 && index < text.length() && Character.isLowSurrogate(text.charAt(index))
          && Character.isHighSurrogate(text.charAt(index - 1));
    }
  }
}
