package io.gypsum.server.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import io.gypsum.core.name.Key;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.TestHttp;
import io.gypsum.server.testing.BlockedLane;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.Content;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Races;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class CompressedFormsTest {
  private static final Key INDEX = new Key("index");

  @TempDir Path directory;

  private final WatchedStore store = new WatchedStore(new MemoryStore());
  private final ComputeLane lane = TestLanes.lane(1, 10);

  private CompressedForms forms(Duration maxWait) {
    return new CompressedForms(store, directory, lane, maxWait);
  }

  private ObjectInfo publish(byte[] content) {
    store.put(INDEX, Content.of(content), PutCondition.OVERWRITE);
    ObjectInfo published = store.head(INDEX).orElseThrow();
    store.takeCalls();
    return published;
  }

  private static byte[] content(int seed) {
    byte[] content = new byte[3_000_000];
    Arrays.fill(content, (byte) seed);
    return content;
  }

  private static byte[] uncompressed(CompressedForms.Form form) throws IOException {
    byte[] bytes = Files.readAllBytes(form.file());
    assertThat(bytes).hasSize((int) form.sizeBytes()).hasSizeLessThan(100_000);
    return new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.count();
    }
  }

  @Test
  void eachPublicationIsCompressedOnceForAllRequests() throws Exception {
    try (CompressedForms forms = forms(Duration.ofMinutes(1))) {
      for (int publication = 1; publication <= 4; publication++) {
        ObjectInfo published = publish(content(publication));
        List<CompressedForms.Form> found = Races.atOnce(8, number -> forms.find(published));
        assertThat(found).doesNotContainNull().allMatch(found.get(0)::equals);
        assertThat(uncompressed(found.get(0))).isEqualTo(content(publication));
        assertThat(store.takeCalls()).containsExactly("get index");
        // The form that was replaced may still be sent.
        assertThat(files()).isEqualTo(Math.min(publication, 2));
      }
    }
    assertThat(files()).isZero();
  }

  @Test
  void aRequestDoesNotWaitForALongCompression() throws Exception {
    try (CompressedForms forms = forms(Duration.ZERO);
        BlockedLane blocked = BlockedLane.withWaiting(lane, 1, 0)) {
      ObjectInfo first = publish(content(1));
      assertThat(forms.find(first)).isNull();
      blocked.awaitWaiting(1);
      // It is compressed one state after the other, however often it is replaced.
      for (int i = 2; i < 9; i++) {
        assertThat(forms.find(publish(content(i)))).isNull();
      }
      assertThat(lane.waiting()).isEqualTo(1);
      blocked.release();
      ObjectInfo last = publish(content(9));
      CompressedForms.Form form = null;
      while (form == null) {
        form = forms.find(last);
        Thread.onSpinWait();
      }
      assertThat(uncompressed(form)).isEqualTo(content(9));
    }
  }

  @Test
  void smallObjectsStayUncompressed() {
    try (CompressedForms forms = forms(Duration.ofMinutes(1))) {
      assertThat(forms.find(publish(new byte[(int) CompressedForms.MIN_BYTES - 1]))).isNull();
      assertThat(forms.find(publish(new byte[(int) CompressedForms.MIN_BYTES]))).isNotNull();
    }
  }

  @Test
  void filesOfAProcessThatCrashedAreDeleted() throws IOException {
    Files.writeString(directory.resolve("123.gz"), "left behind");
    try (CompressedForms forms = forms(Duration.ofMinutes(1))) {
      assertThat(files()).isZero();
      ObjectInfo published = publish(content(1));
      Files.delete(Objects.requireNonNull(forms.find(published)).file());
      assertThat(forms.find(published)).as("deleted by another process").isNull();
      assertThat(forms.find(published)).as("compressed again").isNotNull();
    }
  }

  @Test
  void withoutASpaceForTheFormsObjectsStayUncompressed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    try (CompressedForms forms = new CompressedForms(store, file.resolve("x"), lane)) {
      assertThat(forms.find(publish(content(1)))).isNull();
    }
    Path deleted = directory.resolve("deleted");
    try (CompressedForms forms = new CompressedForms(store, deleted, lane)) {
      Files.delete(deleted);
      assertThat(forms.find(publish(content(1)))).isNull();
    }
  }

  @Test
  void noRequestWaitsForACompressionThatFailedWithAnError() throws IOException {
    store.before("get index", () -> {
      throw new StackOverflowError("test");
    });
    try (CompressedForms forms = forms(Duration.ofDays(1))) {
      assertThat(forms.find(publish(content(1)))).isNull();
      assertThat(files()).isZero();
    }
  }

  @Test
  void closingEndsACompressionAndDeletesItsFile() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CompressedForms forms = forms(Duration.ZERO);
    ObjectInfo published = publish(content(1));
    store.before("get index", reading::countDown);
    try (BlockedLane blocked = BlockedLane.withWaiting(lane, 1, 0)) {
      assertThat(forms.find(published)).isNull();
      reading.await();
      blocked.awaitWaiting(1);
      forms.close();
      blocked.awaitWaiting(0);
    }
    while (files() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theCompressedFormIsSentWithATagOfItsOwn() throws IOException {
    ObjectInfo published = publish(content(1));
    try (CompressedForms forms = forms(Duration.ofMinutes(1));
        HttpServer server =
            TestHttp.start(
                TestHttp.get(
                    "/index/{name}",
                    new CompressedFileHandler(forms, InstantSource.system())))) {
      RawHttp.Answer answer = get(server, "Accept-Encoding: gzip");
      assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
      assertThat(answer.header("ETag")).isEqualTo("\"" + published.etag().value() + "-gzip\"");
      assertThat(answer.header("Content-Length")).isEqualTo("" + answer.body().length);
      assertThat(
          new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
          .isEqualTo(content(1));
      String tag = answer.header("ETag");
      assertThat(get(server, "Accept-Encoding: gzip", "If-None-Match: " + tag).status())
          .isEqualTo(304);
      assertThat(get(server, "Accept-Encoding: gzip", "If-Match: \"other\"").status())
          .isEqualTo(412);
      assertThat(get(server, "Accept-Encoding: gzip", "If-Match: " + tag).status())
          .isEqualTo(200);
    }
  }

  @Test
  void theUncompressedFormIsSentWhileAllThreadsAreOccupied() throws IOException {
    ObjectInfo published = publish(content(1));
    try (CompressedForms forms = forms(Duration.ZERO);
        BlockedLane _ = BlockedLane.withWaiting(lane, 1, 10);
        HttpServer server =
            TestHttp.start(
                TestHttp.get(
                    "/index/{name}",
                    new CompressedFileHandler(forms, InstantSource.system())))) {
      String plain = "\"" + published.etag().value() + "\"";
      RawHttp.Answer answer = get(server, "Accept-Encoding: gzip", "If-Match: " + plain);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Encoding")).isNull();
      assertThat(answer.header("ETag")).isEqualTo(plain);
      assertThat(answer.body()).isEqualTo(content(1));
    }
  }

  private static RawHttp.Answer get(HttpServer server, String... headers) throws IOException {
    return RawHttp.ask(server.port(), "GET", "/index/index", headers);
  }
}
