package io.gypsum.server.page.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

import io.gypsum.server.format.Elapsed;
import io.gypsum.server.format.Numbers;
import io.gypsum.server.metrics.ServerFigures;

/** Properties of a server as text. */
public final class ServerFacts {
  private static final String UNKNOWN = "unknown";

  private ServerFacts() {}

  /** A property and its value. */
  public record Fact(String name, String value) {}

  /** Returns the age and size of the catalogue and the metadata index. */
  static List<Fact> data(ServerFigures figures) {
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            "Catalogue",
            figures.value("gypsum.catalogue.age").isPresent()
                ? "includes all changes until " + ago(figures.value("gypsum.catalogue.age"))
                : "not built yet"));
    facts.add(new Fact("Size of the catalogue", size(figures.value("gypsum.catalogue.size"))));
    OptionalDouble index = figures.value("index.age");
    if (index.isEmpty()) {
      facts.add(new Fact("Metadata index", "none (start the server with --index)"));
    } else {
      facts.add(new Fact("Metadata index", "compared with the bucket " + ago(index)));
      facts.add(new Fact("Size of the index", size(figures.value("index.size"))));
      facts.add(
          new Fact("Documents not indexed", count(figures.value("index.problems"))));
    }
    return facts;
  }

  /** Returns the properties of the process. */
  static List<Fact> process(ServerFigures figures) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Started", ago(figures.value("process.uptime"))));
    facts.add(
        new Fact(
            "Memory of the Java process",
            size(figures.value("jvm.heap.used")) + " of " + size(figures.value("jvm.heap.max"))));
    facts.add(new Fact("Requests being processed", count(figures.value("http.server.active"))));
    figures.value("gypsum.audit.events.lost")
        .ifPresent(
            lost -> facts.add(
                new Fact("Events missing in the audit log", Numbers.count(Math.round(lost)))));
    return facts;
  }

  private static String ago(OptionalDouble seconds) {
    return seconds.isPresent()
        ? Elapsed.text(Duration.ofMillis((long) (seconds.getAsDouble() * 1000))) + " ago"
        : UNKNOWN;
  }

  private static String size(OptionalDouble bytes) {
    return bytes.isPresent() ? Numbers.size(Math.round(bytes.getAsDouble())) : UNKNOWN;
  }

  private static String count(OptionalDouble number) {
    return number.isPresent() ? Numbers.count(Math.round(number.getAsDouble())) : UNKNOWN;
  }
}
