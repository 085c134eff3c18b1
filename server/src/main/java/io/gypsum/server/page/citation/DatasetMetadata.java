package io.gypsum.server.page.citation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * The content of a metadata document that a citation needs. Documents come from users: the properties of the Bioconductor
 * schema and of similar ones are read, and values of other types are ignored. All texts are bounded and contain neither
 * line breaks nor leading or trailing spaces.
 *
 * @param title null if there is none
 * @param description null if there is none
 * @param authors empty if there are none
 * @param doi the DOI of the data set itself, in its canonical form {@code 10.…/…}; null if there is none
 * @param sources URLs of what the data set was made from, such as a publication
 * @param license a URL or a name; null if there is none
 */
public record DatasetMetadata(
    @Nullable String title, @Nullable String description, List<Author> authors,
    @Nullable String doi, List<String> sources, @Nullable String license) {
  /** A version without a metadata document. */
  public static final DatasetMetadata NONE =
      new DatasetMetadata(null, null, List.of(), null, List.of(), null);

  private static final int MAX_ITEMS = 100;
  /** Later items of a list are ignored, since reading each takes some time. */
  private static final int MAX_READ_ITEMS = 1_000;
  private static final int MAX_NAME_CHARS = 300;
  private static final int MAX_DESCRIPTION_CHARS = 5_000;
  private static final Pattern DOI =
      Pattern.compile(
          "(?:doi:\\s*|https?://(?:dx\\.)?doi\\.org/)?(10\\.\\d{4,9}/[^\\s{}\"\\\\<>]{1,200})",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern URL = Pattern.compile("https?://[^\\s{}\"\\\\<>]{1,500}");

  public DatasetMetadata {
    authors = List.copyOf(authors);
    sources = List.copyOf(sources);
  }

  /** Reads a metadata document; one that is not a JSON object contains nothing. */
  public static DatasetMetadata read(byte[] document) {
    try {
      return JsonInput.read(document, in -> new Reader().read(in));
    } catch (MalformedJsonException e) {
      return NONE;
    }
  }

  /** Returns the DOI in a text that is nothing but a DOI, with or without its address. */
  static Optional<String> doi(String text) {
    Matcher matcher = DOI.matcher(text.strip());
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * Returns the address of a source; null if the provider is unknown, or the identifier does not have the form of its
   * identifiers.
   */
  public static @Nullable String sourceUrl(String provider, String id) {
    return switch (provider.toUpperCase(Locale.ROOT)) {
      case "DOI" -> doi(id).map(known -> "https://doi.org/" + known).orElse(null);
      case "URL" -> URL.matcher(id).matches() ? id : null;
      case "GEO" -> address("https://www.ncbi.nlm.nih.gov/geo/query/acc.cgi?acc=", id);
      case "SRA" -> address("https://www.ncbi.nlm.nih.gov/sra/", id);
      case "ARRAYEXPRESS" ->
          address("https://www.ebi.ac.uk/biostudies/arrayexpress/studies/", id);
      case "PUBMED" -> address("https://pubmed.ncbi.nlm.nih.gov/", id);
      case "GITHUB" ->
          id.matches("[\\w.-]{1,100}/[\\w.-]{1,100}") ? "https://github.com/" + id : null;
      default -> null;
    };
  }

  private static @Nullable String address(String start, String id) {
    return id.matches("[A-Za-z0-9-]{1,50}") ? start + id : null;
  }

  private static final class Reader {
    private @Nullable String title;
    private @Nullable String description;
    private final List<Author> authors = new ArrayList<>();
    private @Nullable String maintainer;
    private @Nullable String doi;
    private @Nullable String license;
    private final List<String> sources = new ArrayList<>();

    DatasetMetadata read(JsonInput in) {
      in.forEachProperty(name -> {
        switch (name.toLowerCase(Locale.ROOT)) {
          case "title", "name" -> title = first(title, text(in, MAX_NAME_CHARS));
          case "description", "abstract" ->
              description = first(description, text(in, MAX_DESCRIPTION_CHARS));
          case "authors", "author", "creators", "creator" -> addAuthors(in);
          case "maintainer_name", "maintainer" -> maintainer = text(in, MAX_NAME_CHARS);
          case "doi", "identifier" -> {
            String identifier = text(in, MAX_NAME_CHARS);
            doi = first(doi, identifier == null ? null : doi(identifier).orElse(null));
          }
          case "license", "licence" -> license = license(in);
          case "sources" -> addSources(in);
          default -> in.skip();
        }
      });
      if (authors.isEmpty() && maintainer != null) {
        authors.add(Author.parsePerson(maintainer));
      }
      return new DatasetMetadata(title, description, authors, doi, sources, license);
    }

    private static @Nullable String first(@Nullable String known, @Nullable String next) {
      return known == null ? next : known;
    }

    private void addAuthors(JsonInput in) {
      for (String item : items(in)) {
        if (authors.size() >= MAX_ITEMS) {
          return;
        }
        Author author = as(item, Reader::author);
        if (author != null) {
          authors.add(author);
        }
      }
    }

    /** Reads {@code "Name"}, {@code {"name"}} or {@code {"given","family"}}. */
    private static @Nullable Author author(JsonInput in) {
      String copy = in.copy();
      String text = as(copy, value -> text(value, MAX_NAME_CHARS));
      return text == null ? as(copy, Reader::authorObject) : Author.parse(text);
    }

    private static @Nullable Author authorObject(JsonInput in) {
      String[] parts = new String[3];
      in.forEachProperty(property -> {
        switch (property.toLowerCase(Locale.ROOT)) {
          case "name", "literal" -> parts[0] = text(in, MAX_NAME_CHARS);
          case "given", "givenname", "first" -> parts[1] = text(in, MAX_NAME_CHARS);
          case "family", "familyname", "last" -> parts[2] = text(in, MAX_NAME_CHARS);
          default -> in.skip();
        }
      });
      if (parts[1] != null && parts[2] != null) {
        return Author.person(parts[1], parts[2]);
      }
      String name = parts[0] != null ? parts[0] : parts[2];
      return name == null ? null : Author.parse(name);
    }

    /** Reads {@code "MIT"} or {@code {"url","name"}}. */
    private static @Nullable String license(JsonInput in) {
      String copy = in.copy();
      String text = as(copy, value -> text(value, MAX_NAME_CHARS));
      return text != null ? text : as(copy, value -> {
        String[] parts = new String[2];
        value.forEachProperty(property -> {
          switch (property.toLowerCase(Locale.ROOT)) {
            case "url", "id", "@id" -> parts[0] = text(value, MAX_NAME_CHARS);
            case "name" -> parts[1] = text(value, MAX_NAME_CHARS);
            default -> value.skip();
          }
        });
        return parts[0] != null ? parts[0] : parts[1];
      });
    }

    private void addSources(JsonInput in) {
      for (String item : items(in)) {
        if (sources.size() >= MAX_ITEMS) {
          return;
        }
        String source = as(item, Reader::source);
        if (source != null && !sources.contains(source)) {
          sources.add(source);
        }
      }
    }

    private static @Nullable String source(JsonInput in) {
      String[] parts = {"", ""};
      in.forEachProperty(property -> {
        String value = text(in, MAX_NAME_CHARS);
        if (value != null && property.equals("provider")) {
          parts[0] = value;
        } else if (value != null && property.equals("id")) {
          parts[1] = value;
        }
      });
      return sourceUrl(parts[0], parts[1]);
    }

    /** Returns copies of the first items of an array; any other value is the only item. */
    private static List<String> items(JsonInput in) {
      String copy = in.copy();
      int[] read = {0};
      List<String> items = as(copy, value -> value.array(item -> {
        if (read[0] < MAX_READ_ITEMS) {
          read[0]++;
          return item.copy();
        }
        item.skip();
        return "";
      }));
      return items == null ? List.of(copy) : items.subList(0, read[0]);
    }

    /** Reads a copy of a value; null if it has another type. */
    private static <T> @Nullable T as(String copy, Function<JsonInput, @Nullable T> form) {
      try {
        return JsonInput.readCopy(copy, "", form);
      } catch (MalformedJsonException e) {
        return null;
      }
    }

    /** Reads a text in one line; null if the value is not a text, or is blank. */
    private static @Nullable String text(JsonInput in, int maxChars) {
      String text = in.readable(JsonInput::string);
      if (text == null) {
        return null;
      }
      String line = text.strip().replaceAll("\\s+", " ");
      int chars = Math.min(line.length(), maxChars);
      boolean splitsPair = chars < line.length() && Character.isLowSurrogate(line.charAt(chars));
      return line.isEmpty() ? null : line.substring(0, splitsPair ? chars - 1 : chars);
    }
  }
}
