package io.gypsum.server.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.index.IndexClass;
import org.jspecify.annotations.Nullable;

/**
 * How the server indexes and publishes metadata.
 *
 * @param classes the classes of documents that are indexed; empty for no index
 * @param interval between two updates of the index
 * @param schemas absolute path of a directory of JSON schemas to publish; null for none
 */
public record IndexSettings(
    List<IndexClass> classes, Duration interval, @Nullable Path schemas) {

  static final Option<List<IndexClass>> INDEX =
      new Option<>(
          "index", "CLASS", null, Option.Use.LIST, (given, others) -> parseClasses(given),
          "Index the metadata documents with the base name CLASS, such as _bioconductor.json, for"
              + " searches, and publish the index as /index/bioconductor.sqlite3; CLASS=FILE for"
              + " another file name. May be given several times.");
  static final Option<Duration> INDEX_INTERVAL =
      Option.duration(
          "index-interval", Duration.ofSeconds(10), Duration.ofSeconds(1),
          "Interval between updates of the index from the change log.");
  static final Option<Path> SCHEMAS =
      new Option<>(
          "schemas", "DIR", null, Option.Use.SINGLE, OptionParsers.directory(),
          "Directory of JSON schemas to publish as /schemas/NAME; read when the server starts.");

  static final List<Option<?>> ALL = List.of(INDEX, INDEX_INTERVAL, SCHEMAS);

  public IndexSettings {
    classes = List.copyOf(classes);
  }

  static IndexSettings read(OptionValues values) {
    return new IndexSettings(
        values.get(INDEX), values.get(INDEX_INTERVAL), values.getOrNull(SCHEMAS));
  }

  private static List<IndexClass> parseClasses(List<GivenValue> given) {
    List<IndexClass> classes = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (GivenValue list : given) {
      for (String text : list.text().split(",", -1)) {
        IndexClass added = parseClass(list, text.strip());
        if (!names.add("of " + added.baseName()) || !names.add("in " + added.fileName())) {
          throw list.expected("classes with distinct base names and distinct files");
        }
        classes.add(added);
      }
    }
    return classes;
  }

  private static IndexClass parseClass(GivenValue list, String text) {
    try {
      // IndexClass separates the parts by a comma, which separates the classes here.
      return IndexClass.parse(text.replaceFirst("=", ","));
    } catch (GypsumException e) {
      throw list.expected(
          "CLASS or CLASS=FILE, such as _bioconductor.json or _bioconductor.json=index.sqlite3 ("
              + e.reason() + ")");
    }
  }
}
