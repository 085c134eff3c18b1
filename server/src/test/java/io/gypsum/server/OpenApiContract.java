package io.gypsum.server;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.gypsum.core.json.JsonInput;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds the OpenAPI document against the routes of a server, both ways. */
public final class OpenApiContract {
  private OpenApiContract() {}

  /** Fails when a route is not in the document, or the document has one that is not there. */
  public static void requireDescribes(Router router) throws IOException {
    Set<String> routes = new TreeSet<>();
    for (Route route : router.routes()) {
      routes.add(described(route));
    }
    assertThat(described()).isEqualTo(routes);
  }

  /** OpenAPI has no way to say that a parameter takes several segments. */
  static String described(Route route) {
    return route.method() + " " + route.pattern().replace("...}", "}");
  }

  /** Every {@code METHOD path} of the document; HEAD comes with GET. */
  static Set<String> described() throws IOException {
    return JsonInput.read(OpenApiRoutes.document(), OpenApiContract::readDocument);
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
