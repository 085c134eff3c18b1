package io.gypsum.server.page;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Scripts that import others. */
class PageScriptsTest {
  private static final Pattern IMPORT = Pattern.compile("\"\\./([^\"]+\\.js)\"");

  @Test
  void everyImportedScriptIsServedAndMayRunInAWorker() throws IOException {
    String first = new PageAssets().fingerprinted().get("publish.js");
    Deque<String> open = new ArrayDeque<>(Set.of(first));
    Set<String> found = new TreeSet<>();
    try (PageServer server = PageServer.start(new MemoryStore())) {
      while (!open.isEmpty()) {
        String name = open.remove();
        if (found.add(name)) {
          Answer script = server.get("/assets/" + name);
          assertThat(script.status()).as(name).isEqualTo(200);
          assertThat(script.header("Content-Security-Policy"))
              .isEqualTo("default-src 'none'; script-src 'self'; frame-ancestors 'none'");
          Matcher imports = IMPORT.matcher(script.text());
          while (imports.find()) {
            open.add(imports.group(1));
          }
        }
      }
    }
    assertThat(found.stream().map(name -> name.replaceFirst("\\.[0-9a-f]{12}\\.js$", ".js")))
        .contains("publish.js", "publish-hasher.js", "publish-md5.js")
        .allSatisfy(name -> assertThat(name).startsWith("publish"));
  }
}
