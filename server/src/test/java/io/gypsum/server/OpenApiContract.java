package io.gypsum.server;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.gypsum.core.json.JsonInput;
import io.gypsum.server.api.OpenApiHandler;
import io.gypsum.server.http.Route;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares the OpenAPI document with routes, in both directions. */
final class OpenApiContract {
  private OpenApiContract() {}

  /** Fails when the document lacks one of the routes, or describes another one. */
  static void requireDescribes(List<Route> routes) throws IOException {
    Set<String> expected = new TreeSet<>();
    for (Route route : routes) {
      // OpenAPI cannot express that a parameter matches several segments.
      expected.add(route.method() + " " + route.pattern().replace("...}", "}"));
    }
    assertThat(described()).isEqualTo(expected);
  }

  /** Returns every {@code METHOD path} of the document, without HEAD, which belongs to GET. */
  static Set<String> described() throws IOException {
    return JsonInput.read(OpenApiHandler.document(), OpenApiContract::readDocument);
  }

  private static Set<String> readDocument(JsonInput in) {
    Set<String> found = new TreeSet<>();
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      if (name.equals("paths")) {
        readPaths(in, found);
      } else {
        in.skip();
      }
    }
    return found;
  }

  private static void readPaths(JsonInput in, Set<String> found) {
    in.beginObject();
    for (String path = in.nextName(); path != null; path = in.nextName()) {
      in.beginObject();
      for (String method = in.nextName(); method != null; method = in.nextName()) {
        if (!method.equals("head")) {
          found.add(method.toUpperCase(Locale.ROOT) + " " + path);
        }
        in.skip();
      }
    }
  }
}
