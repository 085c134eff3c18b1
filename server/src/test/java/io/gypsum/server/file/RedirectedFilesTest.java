package io.gypsum.server.file;

import java.io.IOException;
import java.time.InstantSource;

import io.gypsum.core.name.Key;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.TestHttp;
import io.gypsum.server.testing.ReachableStore;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The store operations of a server that redirects downloads. */
class RedirectedFilesTest {
  private final Store memory = new MemoryStore();
  private final WatchedStore store = new WatchedStore(memory);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    memory.put(
        new Key("p/a/v/big"), Content.of("x".repeat((int) Delivery.MIN_REDIRECTED_BYTES)),
        PutCondition.CREATE);
    memory.put(new Key("p/a/v/small"), Content.of("small"), PutCondition.CREATE);
    server =
        FileTestRoutes.start(store, (version, time) -> true, new ReachableStore(memory));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer get(String path, String... headers) throws IOException {
    return RawHttp.ask(server.port(), "GET", "/file/" + path.replace("/", "%2F"), headers);
  }

  @Test
  void aBigFileIsLookedUpOnce() throws IOException {
    for (int i = 0; i < 3; i++) {
      Answer answer = get("p/a/v/big");
      assertThat(answer.status()).isEqualTo(302);
      assertThat(answer.header("Location")).isEqualTo("http://store/p/a/v/big");
    }
    assertThat(store.takeCalls()).containsExactly("get p/a/v/big");
    assertThat(get("p/a/v/big", "Range: bytes=0-9").status()).isEqualTo(206);
  }

  @Test
  void aSmallFileCostsOneRead() throws IOException {
    assertThat(get("p/a/v/small").status()).isEqualTo(200);
    assertThat(get("p/a/v/none").status()).isEqualTo(404);
    assertThat(store.takeCalls()).containsExactly("get p/a/v/small", "get p/a/v/none");
  }

  @Test
  void aMalformedQueryIsRejectedWhileTheFileIsInMemory() throws IOException {
    server.close();
    server =
        TestHttp.start(
            TestHttp.get(
                "/file/{key...}",
                new FileHandler(
                    store, (version, object) -> true, InstantSource.system(),
                    new ReachableStore(memory), new RecentFiles(() -> 0, System::nanoTime))));
    for (int i = 0; i < 2; i++) {
      assertThat(get("p/a/v/small").text()).isEqualTo("small");
      assertThat(get("p/a/v/small?redirect=no").text()).isEqualTo("small");
      assertThat(get("p/a/v/small?%zz").status()).isEqualTo(400);
    }
  }
}
