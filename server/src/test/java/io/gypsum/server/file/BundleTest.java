package io.gypsum.server.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.testing.BlockedLane;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BundleTest {
  private final Breaking store = new Breaking();
  private final ComputeLane lane = TestLanes.ample();
  private final HttpServer server =
      FileTestRoutes.start(store, (version, time) -> true, null, lane);

  BundleTest() throws IOException {}

  /** Fails for one key. */
  private static final class Breaking extends ForwardingStore {
    private Key broken = new Key("none");

    Breaking() {
      super(new MemoryStore());
    }

    @Override
    public Optional<StoredObject> get(Key key, ByteRange range) {
      if (key.equals(broken)) {
        throw new StoreException("the store is away", CallOutcome.NOT_DONE, true, null);
      }
      return super.get(key, range);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void put(String key, byte[] content) {
    store.put(new Key(key), Content.of(content), PutCondition.CREATE);
  }

  private Answer post(String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return RawHttp.ask(
        server.port(),
        RawHttp.head("POST", "/bundle", "Content-Length: " + bytes.length) + "\r\n"
            + new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private Answer ask(List<String> keys) throws IOException {
    return post(new String(JsonOutput.bytes(out -> {
      out.writeStartObject();
      out.writeArrayPropertyStart("files");
      keys.forEach(out::writeString);
      out.writeEndArray();
      out.writeEndObject();
    }), StandardCharsets.UTF_8));
  }

  private static Map<String, Integer> sizes(Answer answer) throws IOException {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
        sizes.put(entry.getName(), zip.readAllBytes().length);
      }
    }
    return sizes;
  }

  @Test
  void smallObjectsAreSentInTheOrderOfTheRequestWithoutTheOthers() throws IOException {
    put("p/a/v/ü+ x", new byte[3]);
    put("p/a/v/empty", new byte[0]);
    put("p/a/v/most", new byte[Delivery.MAX_BUNDLED_BYTES]);
    put("p/a/v/over", new byte[Delivery.MAX_BUNDLED_BYTES + 1]);
    put("p/a/v/..manifest", new byte[2]);
    Answer answer =
        ask(
            List.of(
                "p/a/v/most", "p/a/v/none", "p/a/v/over", "p/a/v/ü+ x", "p/a/v/..manifest",
                "p/a/v/empty", "p/a/v/most"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/zip");
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
    Map<String, Integer> expected = new LinkedHashMap<>();
    expected.put("p/a/v/most", Delivery.MAX_BUNDLED_BYTES);
    expected.put("p/a/v/ü+ x", 3);
    expected.put("p/a/v/..manifest", 2);
    expected.put("p/a/v/empty", 0);
    assertThat(sizes(answer)).containsExactlyEntriesOf(expected);
  }

  @Test
  void aBundleMayBeEmpty() throws IOException {
    assertThat(sizes(ask(List.of()))).isEmpty();
  }

  @Test
  void aBundleOfTheMaximumSizeIsSentAndABiggerOneIsRefused() throws IOException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < BundleHandler.MAX_FILES; i++) {
      String key = "p/a/v/" + "é".repeat(500) + i;
      keys.add(key);
      put(key, new byte[1]);
    }
    assertThat(sizes(ask(keys))).hasSize(BundleHandler.MAX_FILES);
    keys.add("p/a/v/x");
    Answer refused = ask(keys);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("more than 256 files")
        .contains("request the others in another bundle");
  }

  @Test
  void malformedRequestsAreRefused() throws IOException {
    assertThat(post("{}").text()).contains("files");
    for (String body : List.of(
        "", "{}", "[]", "{\"files\": 1}", "{\"files\": [1]}", "{\"files\": [\"a/../b\"]}",
        "{\"files\": [\"/etc/passwd\"]}", "{\"files\": [\"a\"")) {
      Answer answer = post(body);
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.text()).as(body).contains("\"reason\"");
    }
  }

  @Test
  void anEarlyStoreFailureIsReportedAndALaterOneAbortsTheResponse() throws IOException {
    put("p/a/v/x", new byte[50_000]);
    store.broken = new Key("p/a/v/broken");
    assertThat(ask(List.of("p/a/v/x", "p/a/v/broken")).status()).isEqualTo(503);
    List<String> severalPages = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      severalPages.add("p/a/v/x" + i);
      put("p/a/v/x" + i, new byte[50_000]);
    }
    severalPages.add("p/a/v/broken");
    assertThatThrownBy(() -> ask(severalPages))
        .isInstanceOf(IOException.class);
  }

  @Test
  void concurrentBundlesAreLimited() throws IOException {
    put("p/a/v/x", new byte[1]);
    String body = "{\"files\": [\"p/a/v/x\"]}";
    List<RawHttp> begun = new ArrayList<>();
    try (BlockedLane blocked = BlockedLane.withWaiting(lane, lane.threads(), 0)) {
      for (int i = 0; i < BundleHandler.MAX_CONCURRENT; i++) {
        begun.add(new RawHttp(server.port()));
        begun.getLast()
            .send(
                RawHttp.head("POST", "/bundle", "Content-Length: " + body.length()) + "\r\n"
                    + body);
      }
      blocked.awaitWaiting(BundleHandler.MAX_CONCURRENT);
      Answer refused = ask(List.of());
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).isEqualTo("5");
      assertThat(refused.text()).contains("too many bundles at once");
      blocked.release();
      for (RawHttp one : begun) {
        assertThat(sizes(one.answer(false))).containsOnlyKeys("p/a/v/x");
      }
      int status = ask(List.of()).status();
      for (int i = 0; i < 1_000 && status == 503; i++) {
        // A permit is released a moment after the response.
        status = ask(List.of()).status();
      }
      assertThat(status).isEqualTo(200);
    } finally {
      for (RawHttp one : begun) {
        one.close();
      }
    }
  }

  @Test
  void slowRequestsForBundlesPreventNoOthers() throws IOException {
    put("p/a/v/x", new byte[1]);
    String head =
        RawHttp.head("POST", "/bundle", "Content-Length: 23", "Expect: 100-continue") + "\r\n";
    List<RawHttp> slow = new ArrayList<>();
    try {
      for (int i = 0; i < BundleHandler.MAX_CONCURRENT + 12; i++) {
        slow.add(new RawHttp(server.port()));
        slow.getLast().send(head);
        // The server is reading the body.
        slow.getLast().awaitFirstByte();
      }
      assertThat(ask(List.of("p/a/v/x")).status()).isEqualTo(200);
    } finally {
      for (RawHttp one : slow) {
        one.close();
      }
    }
  }

  @Test
  void otherZipToolsReadTheBundle() throws Exception {
    put("p/a/v/d/x.txt", "content".getBytes(StandardCharsets.UTF_8));
    byte[] zip = ask(List.of("p/a/v/d/x.txt")).body();
    Path file = Files.createTempFile("bundle", ".zip");
    try {
      Files.write(file, zip);
      Process python =
          new ProcessBuilder(
              "python3", "-c",
              "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(),"
                  + " {n: z.read(n) for n in z.namelist()})",
              file.toString()).redirectErrorStream(true).start();
      String said =
          python.inputReader().lines().collect(Collectors.joining());
      assertThat(python.waitFor()).as(said).isZero();
      assertThat(said).isEqualTo("None {'p/a/v/d/x.txt': b'content'}");
    } finally {
      Files.delete(file);
    }
  }
}
