package io.gypsum.cli.search;

import java.io.PrintStream;

import io.gypsum.cli.terminal.Table;
import io.gypsum.core.Timestamps;
import io.gypsum.metadata.SearchHit;
import io.gypsum.metadata.SearchHits;
import io.gypsum.metadata.SearchOptions;

/** Hits for people: files as {@code gypsum get} takes them. */
final class HitsText {
  private HitsText() {}

  static void print(PrintStream out, SearchHits hits, SearchOptions how) {
    if (how.documents()) {
      hits.forEachRemaining(hit -> printWithDocument(out, hit));
      return;
    }
    Table table = new Table("FILE", "USER", "TIME", "");
    hits.forEachRemaining(
        hit -> table.add(
            place(hit), shown(hit.user()), Timestamps.format(hit.time()),
            how.allVersions() && hit.latest() ? "latest" : ""));
    table.printTo(out);
  }

  /** Documents are long, so each hit comes at once. */
  private static void printWithDocument(PrintStream out, SearchHit hit) {
    out.println(place(hit));
    out.println("  " + shown(String.valueOf(hit.document())));
  }

  private static String place(SearchHit hit) {
    return hit.version() + ":" + hit.path();
  }

  /** Others wrote it, so that it must not reach the terminal as more than text. */
  private static String shown(String text) {
    return text.replaceAll("\\p{Cc}", "\uFFFD");
  }
}
