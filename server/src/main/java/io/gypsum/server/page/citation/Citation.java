package io.gypsum.server.page.citation;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

import io.gypsum.core.Printable;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A citation of a data set, as text and in the formats of reference managers. A DOI is cited as that of the data set only
 * if the metadata declares it as such; the DOI of a publication, for example, is listed as a source.
 *
 * @param accessed the date of access, which citations of web pages contain
 */
public record Citation(Dataset dataset, LocalDate accessed) {
  /** More authors are abbreviated in texts. */
  private static final int MAX_TEXT_AUTHORS = 10;

  /** Returns a citation for a list of references, in one line. */
  public String text() {
    StringBuilder text = new StringBuilder();
    String authors = authors();
    if (!authors.isEmpty()) {
      text.append(authors).append(' ');
    }
    text.append('(').append(dataset.published().getYear()).append("). ");
    text.append(Printable.line(dataset.title()));
    text.append(" (version ").append(Printable.line(dataset.version().version().value()));
    text.append(") [Data set]. ").append(Printable.line(dataset.addresses().siteTitle()));
    text.append(". ");
    String doi = dataset.metadata().doi();
    if (doi != null) {
      text.append("https://doi.org/").append(doi).append(". ");
    }
    text.append(dataset.addresses().pageUrl()).append(" (accessed ").append(accessed).append(')');
    String sources = sources();
    if (sources != null) {
      text.append(". ").append(sources);
    }
    return text.toString();
  }

  private String authors() {
    List<Author> authors = dataset.authors();
    String names =
        authors.stream()
            .limit(MAX_TEXT_AUTHORS)
            .map(author -> Printable.line(author.sortName()))
            .collect(Collectors.joining("; "));
    return authors.size() > MAX_TEXT_AUTHORS ? names + "; et al." : names;
  }

  /** Returns null if there are no sources. */
  private @Nullable String sources() {
    List<String> sources = dataset.metadata().sources();
    return sources.isEmpty() ? null : "Based on " + String.join(", ", sources);
  }

  /** Returns an entry of a BibTeX file. */
  public String bibTex() {
    BibTex entry = new BibTex(dataset.version().toString());
    if (!dataset.authors().isEmpty()) {
      entry.verbatim(
          "author",
          dataset.authors().stream().map(BibTex::author).collect(Collectors.joining(" and ")));
    }
    entry.text("title", dataset.title())
        .verbatim("year", String.valueOf(dataset.published().getYear()))
        .text("version", dataset.version().version().value())
        .text("publisher", dataset.addresses().siteTitle());
    String doi = dataset.metadata().doi();
    if (doi != null) {
      entry.verbatim("doi", doi);
    }
    entry.verbatim("url", dataset.addresses().pageUrl())
        .verbatim("urldate", accessed.toString());
    String sources = sources();
    return (sources == null ? entry : entry.verbatim("note", BibTex.escape(sources))).toString();
  }

  /** Returns an array with one item of CSL-JSON, which reference managers import. */
  public String cslJson() {
    return JsonOutput.text(csl()) + "\n";
  }

  private JsonWritable csl() {
    return out -> {
      out.writeStartArray();
      out.writeStartObject();
      out.writeStringProperty("id", dataset.addresses().pageUrl());
      out.writeStringProperty("type", "dataset");
      out.writeStringProperty("title", dataset.title());
      if (!dataset.authors().isEmpty()) {
        out.writeArrayPropertyStart("author");
        dataset.authors().forEach(author -> writeName(author, out));
        out.writeEndArray();
      }
      writeDate("issued", dataset.published(), out);
      writeDate("accessed", accessed, out);
      out.writeStringProperty("version", dataset.version().version().value());
      out.writeStringProperty("publisher", dataset.addresses().siteTitle());
      out.writeStringProperty("URL", dataset.addresses().pageUrl());
      String doi = dataset.metadata().doi();
      if (doi != null) {
        out.writeStringProperty("DOI", doi);
      }
      String sources = sources();
      if (sources != null) {
        out.writeStringProperty("note", sources);
      }
      out.writeEndObject();
      out.writeEndArray();
    };
  }

  private static void writeName(Author author, JsonGenerator out) {
    String family = author.family();
    String given = author.given();
    out.writeStartObject();
    if (family == null || given == null) {
      out.writeStringProperty("literal", author.name());
    } else {
      out.writeStringProperty("family", family);
      out.writeStringProperty("given", given);
    }
    out.writeEndObject();
  }

  private static void writeDate(String property, LocalDate date, JsonGenerator out) {
    out.writeObjectPropertyStart(property);
    out.writeArrayPropertyStart("date-parts");
    out.writeStartArray();
    out.writeNumber(date.getYear());
    out.writeNumber(date.getMonthValue());
    out.writeNumber(date.getDayOfMonth());
    out.writeEndArray();
    out.writeEndArray();
    out.writeEndObject();
  }
}
