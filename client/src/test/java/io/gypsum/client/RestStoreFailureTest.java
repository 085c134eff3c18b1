package io.gypsum.client;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Failures between a {@code RestStore} and its server. The contract suite tests everything else with a real server. */
class RestStoreFailureTest {
  private static final Key KEY = new Key("p/a/v1/x");
  private static final String LARGE_TEXT = "0123456789".repeat(100_000);
  private static final int TRIES = 6;

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.clientBuilder().connections(2).build();
  private final ReadStore store = client.readStore();

  RestStoreFailureTest() {
    server.bucket.addVersion(AssetVersion.parse("p/a/v1"), Map.of("x", LARGE_TEXT));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private String read(ByteRange range) throws IOException {
    try (StoredObject object = store.get(KEY, range).orElseThrow()) {
      return new String(object.body().readAllBytes(), UTF_8);
    }
  }

  private List<String> keys(String prefix) {
    return texts(store.list(new Prefix(prefix)));
  }

  private List<String> level(String prefix) {
    return texts(store.listLevel(new Prefix(prefix)));
  }

  private static List<String> texts(Stream<? extends ListEntry> entries) {
    try (entries) {
      return entries.map(ListEntry::text).toList();
    }
  }

  private void refuse(String request, int status, int times) {
    for (int i = 0; i < times; i++) {
      server.inject(ServerFault.returnStatus(request, status));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 500, 502, 503, 429})
  void onlyNotFoundMeansThatAnObjectIsAbsent(int status) {
    // A limited rate is retried for a time instead of a number of attempts.
    refuse("", status, (status == 429 ? 100 : 4) * TRIES);
    assertThatThrownBy(() -> store.head(KEY)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.get(KEY, ByteRange.ALL)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> keys(""))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> level(""))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void aFailureContainsTheActionAndWhetherItIsRetryable() {
    refuse("GET /file/", 503, TRIES);
    assertThatThrownBy(() -> store.get(KEY, ByteRange.ALL))
        .isInstanceOfSatisfying(
            StoreException.class, e -> {
              assertThat(e).hasMessageContaining("cannot read p/a/v1/x: the server answered 503");
              assertThat(e.outcome()).isEqualTo(CallOutcome.NOT_DONE);
              assertThat(e.isRetryable()).isTrue();
            });
  }

  @Test
  void temporaryFailuresAreRetried() throws IOException {
    refuse("GET /file/", 503, TRIES - 1);
    assertThat(read(ByteRange.ALL)).isEqualTo(LARGE_TEXT);
  }

  @Test
  void aBrokenBodyIsResumed() throws IOException {
    server.inject(new ServerFault("GET /file/", ServerFault.Effect.BREAK_BODY));
    server.inject(new ServerFault("GET /file/", ServerFault.Effect.RESET));
    assertThat(read(ByteRange.ALL)).isEqualTo(LARGE_TEXT);
    assertThat(server.count("GET /file/")).isEqualTo(3);
  }

  @Test
  void aResumedBodyNeverContinuesWithAReplacedObject() {
    server.inject(
        new ServerFault(
            "GET /file/", ServerFault.Effect.BREAK_BODY, 0,
            () -> server.bucket.put(KEY, LARGE_TEXT.replace('0', 'x').getBytes(UTF_8))));
    assertThatThrownBy(() -> read(ByteRange.ALL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("replaced while it was being read");
  }

  @Test
  void aBodyThatKeepsBreakingFails() {
    for (int i = 0; i < 10; i++) {
      server.inject(new ServerFault("GET /file/", ServerFault.Effect.LOSE_RESPONSE));
    }
    server.inject(new ServerFault("GET /file/", ServerFault.Effect.BREAK_BODY));
    assertThatThrownBy(() -> read(ByteRange.ALL)).isInstanceOf(StoreException.class);
  }

  @Test
  void aServerWithoutRangesSendsTheBodyFromTheStart() throws IOException {
    // The fake server ignores these ranges.
    server.ignoreRanges();
    assertThat(read(new ByteRange(15, 10))).isEqualTo("5678901234");
    assertThat(read(new ByteRange(999_999, 10))).isEqualTo("9");
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerFault.Effect.class,
      names = {"BREAK_BODY", "RESET", "LOSE_RESPONSE", "TRUNCATE"})
  void aBrokenListingContinuesAfterItsLastEntry(ServerFault.Effect effect) {
    List<String> keys =
        IntStream.range(0, 5000).mapToObj(i -> "q/%06d".formatted(i)).toList();
    keys.forEach(key -> server.bucket.put(new Key(key), new byte[0]));
    server.inject(new ServerFault("GET /list", effect));
    if (effect == ServerFault.Effect.TRUNCATE) {
      // Not a broken connection, but a malformed response.
      assertThatThrownBy(() -> keys("q/")).isInstanceOf(StoreException.class);
      return;
    }
    assertThat(keys("q/")).isEqualTo(keys);
    assertThat(server.count("GET /list")).isEqualTo(2);
  }

  @Test
  void aListingIsRequestedLazilyAndReleasesItsConnection() {
    for (int i = 0; i < 20_000; i++) {
      server.bucket.put(new Key("q/%06d".formatted(i)), new byte[0]);
    }
    for (int i = 0; i < 10; i++) {
      try (Stream<ObjectEntry> entries = store.list(new Prefix("q/"))) {
        assertThat(server.count("GET /list")).isEqualTo(i);
        Iterator<ObjectEntry> each = entries.iterator();
        assertThat(each.next().text()).isEqualTo("q/000000");
      }
    }
    assertThat(store.head(KEY)).isPresent();
  }

  @Test
  void partlyReadObjectsReleaseTheirConnection() throws IOException {
    for (int i = 0; i < 10; i++) {
      try (StoredObject object = store.get(KEY, ByteRange.ALL).orElseThrow()) {
        assertThat(object.body().readNBytes(5)).asString(UTF_8).isEqualTo("01234");
      }
    }
    // Objects that were read to their end release their connection before they are closed.
    StoredObject first = store.get(KEY, ByteRange.ALL).orElseThrow();
    StoredObject second = store.get(KEY, ByteRange.ALL).orElseThrow();
    first.body().readAllBytes();
    second.body().readAllBytes();
    assertThat(read(ByteRange.ALL)).isEqualTo(LARGE_TEXT);
    first.close();
    second.close();
  }

  @Test
  void invalidNamesAreSkipped() {
    server.bucket.putUnchecked("q/a//b", new byte[0]);
    server.bucket.putUnchecked("q/c", new byte[0]);
    assertThat(keys("q/")).containsExactly("q/c");
  }

  @Test
  void aLevelIsSortedEvenIfTheResponseIsNot() {
    server.bucket.publishList("q/", List.of("q/b", "q/d", "q/a/", "q/c/"));
    assertThat(level("q/"))
        .containsExactly("q/a/", "q/b", "q/c/", "q/d");
    assertThat(texts(store.listLevel(new Prefix("q/"), "q/b")))
        .containsExactly("q/c/", "q/d");
  }

  @Test
  void unsortedKeysAndKeysOutsideThePrefixAreAFailure() {
    server.bucket.publishList("q/", List.of("q/b", "q/a"));
    assertThatThrownBy(() -> keys("q/"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("expected keys in order, found 'q/a' after 'q/b'");
    server.bucket.publishList("q/", List.of("p/b"));
    assertThatThrownBy(() -> keys("q/"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("starts with 'q/'");
    assertThatThrownBy(() -> level("q/"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("starts with 'q/'");
  }

  @Test
  void redirectsAreAFailure() {
    // Redirects are followed for published metadata only.
    server.bucket.redirect("/list", server.url().resolve("/elsewhere"));
    assertThatThrownBy(() -> keys(""))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("it has moved");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anOfflineClientCannotReadTheStore() {
    try (GypsumClient offline = server.clientBuilder().offline(true).build()) {
      assertThatThrownBy(() -> offline.readStore().head(KEY))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.isRetryable()).isFalse());
    }
  }
}
