package io.gypsum.server.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.gypsum.core.Printable;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.page.citation.DatasetMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What the page of a version shows of its metadata document: the title and description, and every other property that is
 * a text, a number or a list of these. Documents come from users, so values of other types are left out. All texts are
 * bounded.
 *
 * @param path of the document in the version
 * @param dataset title, authors and identifiers, for the citation
 * @param paragraphs of the description
 * @param facts the other properties, in the order of the document
 */
public record MetadataCard(
    UserPath path, DatasetMetadata dataset, List<String> paragraphs, List<Fact> facts) {
  /** Larger documents are not read. */
  public static final int MAX_BYTES = 256 * 1024;
  private static final int SHOWN_CHARS = 600;
  /** A rest that is shorter than this is shown without a click. */
  private static final int MIN_REST_CHARS = 200;
  private static final int MAX_FACTS = 24;
  private static final int MAX_VALUES = 12;
  /** Later items of a list are only counted, since reading each takes some time. */
  private static final int MAX_READ_ITEMS = 1_000;
  private static final int MAX_CHARS = 300;
  private static final int MAX_PARAGRAPHS = 20;
  private static final int MAX_PARAGRAPH_CHARS = 4_000;
  private static final Pattern URL = Pattern.compile("https?://[^\\s\"<>]{1,500}");
  private static final Map<String, String> LABELS =
      Map.of(
          "taxonomy_id", "Species", "bioconductor_version", "Bioconductor", "maintainer_name",
          "Maintainer", "maintainer_email", "Contact", "doi", "DOI");
  private static final Map<String, String> SPECIES =
      Map.ofEntries(
          Map.entry("9606", "Homo sapiens"), Map.entry("10090", "Mus musculus"),
          Map.entry("10116", "Rattus norvegicus"), Map.entry("7955", "Danio rerio"),
          Map.entry("7227", "Drosophila melanogaster"),
          Map.entry("6239", "Caenorhabditis elegans"),
          Map.entry("4932", "Saccharomyces cerevisiae"), Map.entry("3702", "Arabidopsis thaliana"),
          Map.entry("9031", "Gallus gallus"), Map.entry("9823", "Sus scrofa"),
          Map.entry("9544", "Macaca mulatta"), Map.entry("562", "Escherichia coli"));

  public MetadataCard {
    paragraphs = List.copyOf(paragraphs);
    facts = List.copyOf(facts);
  }

  /**
   * A property.
   *
   * @param values at least one
   * @param moreValues number of values that are left out
   */
  public record Fact(String label, List<Value> values, int moreValues) {
    public Fact {
      values = List.copyOf(values);
    }
  }

  /** @param url null for none; otherwise http or https */
  public record Value(String text, @Nullable String url) {}

  /** Reads a document; one that is not a JSON object contains nothing. */
  static MetadataCard read(UserPath path, byte[] document) {
    Reader reader = new Reader();
    try {
      JsonInput.read(document, in -> {
        in.forEachProperty(name -> reader.property(name, in.copy()));
        return "";
      });
    } catch (MalformedJsonException e) {
      // What was read before the error is shown.
    }
    return new MetadataCard(
        path, DatasetMetadata.read(document), reader.paragraphs, reader.facts);
  }

  /** Returns the title; null if there is none. */
  public @Nullable String title() {
    String title = dataset.title();
    return title == null ? null : Printable.line(title);
  }

  /** Returns the beginning of the description, about {@link #SHOWN_CHARS} characters, or all of it if the rest is short. */
  public List<String> firstParagraphs() {
    List<String> first = new ArrayList<>();
    int left = SHOWN_CHARS;
    for (String paragraph : paragraphs) {
      if (left <= 0) {
        break;
      }
      String shown = beginning(paragraph, left);
      first.add(shown.length() < paragraph.length() ? shown + " …" : shown);
      left -= paragraph.length();
    }
    return first;
  }

  /** Returns what {@link #firstParagraphs} leaves out; empty if nothing. */
  public List<String> otherParagraphs() {
    List<String> others = new ArrayList<>();
    int left = SHOWN_CHARS;
    for (String paragraph : paragraphs) {
      String shown = left <= 0 ? "" : beginning(paragraph, left);
      if (shown.length() < paragraph.length()) {
        others.add(
            shown.isEmpty() ? paragraph : "… " + paragraph.substring(shown.length()).strip());
      }
      left -= paragraph.length();
    }
    return others;
  }

  /** Returns a paragraph up to a space after {@code chars} characters; all of it if the rest is short. */
  private static String beginning(String paragraph, int chars) {
    int space = paragraph.length() < chars + MIN_REST_CHARS ? -1 : paragraph.indexOf(' ', chars);
    return space < 0 || paragraph.length() - space < MIN_REST_CHARS
        ? paragraph
        : paragraph.substring(0, space);
  }

  /** Returns whether the document contains nothing to show. */
  public boolean isEmpty() {
    return paragraphs.isEmpty() && facts.isEmpty();
  }

  private static final class Reader {
    private final List<Fact> facts = new ArrayList<>();
    private final List<String> paragraphs = new ArrayList<>();

    void property(String name, String copy) {
      switch (name) {
        case "title", "$schema", "@context" -> {}
        case "description" -> addDescription(as(copy, JsonInput::string));
        default -> add(name, items(copy));
      }
    }

    private void addDescription(@Nullable String description) {
      if (description == null) {
        return;
      }
      for (String paragraph : description.strip().split("\\R\\s*\\R", MAX_PARAGRAPHS)) {
        String line = paragraph.strip().replaceAll("\\s+", " ");
        if (!line.isEmpty()) {
          paragraphs.add(Printable.text(line, MAX_PARAGRAPH_CHARS));
        }
      }
    }

    private void add(String name, List<String> items) {
      List<Value> values = new ArrayList<>();
      int more = Math.max(0, items.size() - MAX_READ_ITEMS);
      for (String item : items.subList(0, items.size() - more)) {
        Value value = value(name, item);
        if (value != null && values.size() < MAX_VALUES) {
          values.add(value);
        } else if (value != null) {
          more++;
        }
      }
      if (!values.isEmpty() && facts.size() < MAX_FACTS) {
        facts.add(new Fact(label(name), values, more));
      }
    }

    private static String label(String name) {
      String known = LABELS.get(name);
      if (known != null) {
        return known;
      }
      String words = Printable.value(name.replace('_', ' ').strip());
      return words.isEmpty()
          ? name
          : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static @Nullable Value value(String name, String copy) {
      if (copy.startsWith("{")) {
        return source(copy);
      }
      String text = scalar(copy);
      if (text == null) {
        return null;
      }
      if (name.equals("taxonomy_id") && text.matches("\\d{1,9}")) {
        String species = SPECIES.get(text);
        return new Value(
            species == null ? "taxon " + text : species + " (" + text + ")",
            "https://www.ncbi.nlm.nih.gov/Taxonomy/Browser/wwwtax.cgi?id=" + text);
      }
      String url = name.equalsIgnoreCase("doi") ? DatasetMetadata.sourceUrl("DOI", text) : null;
      return new Value(
          Printable.text(text, MAX_CHARS),
          url == null && URL.matcher(text).matches() ? text : url);
    }

    /** Reads an object with a provider and an identifier, or with a name. */
    private static @Nullable Value source(String copy) {
      String provider = propertyText(copy, "provider");
      String id = propertyText(copy, "id");
      if (id != null) {
        return new Value(
            Printable.text(provider == null ? id : provider + " " + id, MAX_CHARS),
            DatasetMetadata.sourceUrl(provider == null ? "" : provider, id));
      }
      String other = propertyText(copy, "name");
      return other == null ? null : new Value(Printable.text(other, MAX_CHARS), null);
    }

    private static @Nullable String propertyText(String copy, String name) {
      String value = as(copy, in -> in.property(name, JsonInput::copy));
      return value == null ? null : scalar(value);
    }

    /** Returns a text in one line, a number or a truth value as text; null for other values and for blank texts. */
    private static @Nullable String scalar(String copy) {
      if (copy.startsWith("{") || copy.startsWith("[") || copy.equals("null")) {
        return null;
      }
      String text = copy.startsWith("\"") ? as(copy, JsonInput::string) : copy;
      String line = text == null ? "" : text.strip().replaceAll("\\s+", " ");
      return line.isEmpty() ? null : line;
    }

    private static List<String> items(String copy) {
      int[] read = {0};
      List<String> items = copy.startsWith("[") ? as(copy, in -> in.array(item -> {
        if (read[0] < MAX_READ_ITEMS) {
          read[0]++;
          return item.copy();
        }
        item.skip();
        return "";
      })) : null;
      return items == null ? List.of(copy) : items;
    }

    private static <T> @Nullable T as(String copy, Function<JsonInput, @Nullable T> form) {
      try {
        return JsonInput.readCopy(copy, "", form);
      } catch (MalformedJsonException e) {
        return null;
      }
    }
  }
}
