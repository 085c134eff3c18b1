package io.gypsum.server.page.citation;

import io.gypsum.core.Timestamps;
import io.gypsum.core.json.JsonOutput;
import tools.jackson.core.JsonGenerator;

/** Descriptions of data sets for search engines: the type {@code Dataset} of schema.org, as JSON-LD. */
public final class JsonLd {
  private JsonLd() {}

  /** Returns a document that is safe inside a {@code script} element: it contains no {@code <}. */
  public static String of(Dataset dataset) {
    // Outside strings, JSON has no such character.
    return JsonOutput.text(out -> write(dataset, out)).replace("<", "\\u003c");
  }

  private static void write(Dataset dataset, JsonGenerator out) {
    DatasetMetadata metadata = dataset.metadata();
    Dataset.Addresses addresses = dataset.addresses();
    out.writeStartObject();
    out.writeStringProperty("@context", "https://schema.org/");
    out.writeStringProperty("@type", "Dataset");
    out.writeStringProperty("@id", addresses.pageUrl());
    out.writeStringProperty("name", dataset.title());
    out.writeStringProperty("description", description(dataset));
    out.writeStringProperty("url", addresses.pageUrl());
    String doi = metadata.doi();
    out.writeStringProperty(
        "identifier", doi == null ? addresses.pageUrl() : "https://doi.org/" + doi);
    out.writeStringProperty("version", dataset.version().version().value());
    String time = Timestamps.format(dataset.finish());
    out.writeStringProperty("datePublished", time);
    out.writeStringProperty("dateModified", time);
    writeAuthors(dataset, out);
    String license = metadata.license();
    if (license != null) {
      out.writeStringProperty("license", license);
    }
    if (!metadata.sources().isEmpty()) {
      out.writeArrayPropertyStart("isBasedOn");
      metadata.sources().forEach(out::writeString);
      out.writeEndArray();
    }
    out.writeBooleanProperty("isAccessibleForFree", true);
    writeTyped("includedInDataCatalog", "DataCatalog", out);
    out.writeStringProperty("name", addresses.siteTitle());
    out.writeStringProperty("url", addresses.siteUrl());
    out.writeEndObject();
    out.writeArrayPropertyStart("distribution");
    out.writeStartObject();
    out.writeStringProperty("@type", "DataDownload");
    out.writeStringProperty("encodingFormat", "application/zip");
    out.writeStringProperty("contentUrl", addresses.archiveUrl());
    out.writeEndObject();
    out.writeEndArray();
    out.writeEndObject();
  }

  /** Search engines require a description of at least 50 characters. */
  private static String description(Dataset dataset) {
    String description = dataset.metadata().description();
    String place =
        "Version " + dataset.version().version() + " of the asset " + dataset.version().asset()
            + " in the project " + dataset.version().project() + ", published by "
            + dataset.addresses().siteTitle() + ".";
    return description == null ? place
        : description.length() < 50 ? description + " " + place
        : description;
  }

  private static void writeAuthors(Dataset dataset, JsonGenerator out) {
    if (dataset.authors().isEmpty()) {
      return;
    }
    out.writeArrayPropertyStart("creator");
    for (Author author : dataset.authors()) {
      out.writeStartObject();
      out.writeStringProperty("@type", "Person");
      out.writeStringProperty("name", author.name());
      String family = author.family();
      String given = author.given();
      if (family != null && given != null) {
        out.writeStringProperty("givenName", given);
        out.writeStringProperty("familyName", family);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeTyped(String property, String type, JsonGenerator out) {
    out.writeObjectPropertyStart(property);
    out.writeStringProperty("@type", type);
  }
}
