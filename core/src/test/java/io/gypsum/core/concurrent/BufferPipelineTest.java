package io.gypsum.core.concurrent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.gypsum.core.concurrent.BufferPipeline.Stage;
import io.gypsum.core.document.Md5;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class BufferPipelineTest {
  private static final int FIRST_BYTES = 1000;

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static BufferPipeline threaded(Stage... stages) {
    return BufferPipeline.threaded("test", List.of(stages));
  }

  private static void submit(BufferPipeline pipeline, int length) throws Exception {
    pipeline.submit(pipeline.nextBuffer(), length);
  }

  /** Hashes the first bytes before, as a resumed download does. */
  private static Md5 hashed(byte[] bytes, Function<Stage, BufferPipeline> newPipeline)
      throws Exception {
    int first = Math.min(FIRST_BYTES, bytes.length);
    MessageDigest digest = Md5.newDigest();
    digest.update(bytes, 0, first);
    ByteArrayInputStream rest = new ByteArrayInputStream(bytes, first, bytes.length - first);
    try (BufferPipeline pipeline = newPipeline.apply(Stage.hash(digest))) {
      while (rest.available() > 0) {
        byte[] buffer = pipeline.nextBuffer();
        pipeline.submit(buffer, rest.readNBytes(buffer, 0, buffer.length));
      }
      pipeline.finish();
    }
    return Md5.of(digest.digest());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, FIRST_BYTES, 262_144 + FIRST_BYTES, 262_145 + FIRST_BYTES, 5_000_000})
  void allBytesAreHashedInOrder(int size) throws Exception {
    byte[] bytes = random(size);
    Md5 expected = Md5.of(Md5.newDigest().digest(bytes));
    assertThat(hashed(bytes, BufferPipelineTest::threaded)).isEqualTo(expected);
    assertThat(hashed(bytes, stage -> BufferPipeline.inline("test", 777, List.of(stage))))
        .isEqualTo(expected);
  }

  @Test
  void finishWaitsEvenWhenInterruptedAndKeepsTheInterruptStatus() throws Exception {
    byte[] bytes = random(1_000_000);
    MessageDigest digest = Md5.newDigest();
    BufferPipeline pipeline = threaded(Stage.hash(digest));
    int done = 0;
    while (done < bytes.length) {
      byte[] buffer = pipeline.nextBuffer();
      int length = Math.min(buffer.length, bytes.length - done);
      System.arraycopy(bytes, done, buffer, 0, length);
      pipeline.submit(buffer, length);
      done += length;
    }
    Thread.currentThread().interrupt();
    pipeline.finish();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Md5.of(digest.digest())).isEqualTo(Md5.of(Md5.newDigest().digest(bytes)));
  }

  @Test
  void aPipelineWithoutStagesReleasesItsBuffer() throws Exception {
    try (BufferPipeline pipeline = BufferPipeline.inline("test", 10, List.of())) {
      submit(pipeline, 10);
      submit(pipeline, 10);
      pipeline.finish();
    }
  }

  @Test
  void eachStageProcessesAllBuffersInOrderBeforeItEnds() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    Stage second = new Stage() {
      @Override
      public void process(byte[] buffer, int length) {
        seen.add("second " + length);
      }

      @Override
      public void end() {
        seen.add("end");
      }
    };
    try (BufferPipeline pipeline =
        threaded((buffer, length) -> seen.add("first " + length), second)) {
      for (int i = 0; i < 10; i++) {
        submit(pipeline, i);
      }
    }
    for (String stage : List.of("first ", "second ")) {
      assertThat(seen.stream().filter(one -> one.startsWith(stage)))
          .containsExactly(
              stage + 0, stage + 1, stage + 2, stage + 3, stage + 4, stage + 5, stage + 6,
              stage + 7, stage + 8, stage + 9);
    }
    assertThat(seen).last().isEqualTo("end");
  }

  /** Otherwise bytes that were not processed would count as processed. */
  @Test
  void anUncheckedExceptionIsReportedByEveryLaterCall() throws Exception {
    List<Integer> seen = new CopyOnWriteArrayList<>();
    BufferPipeline pipeline =
        threaded((buffer, length) -> {
          seen.add(length);
          if (length == 0) {
            throw new IllegalArgumentException("no memory");
          }
        });
    submit(pipeline, 0);
    assertThatThrownBy(
        () -> {
          submit(pipeline, 1);
          pipeline.finish();
        })
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("no memory");
    assertThatThrownBy(pipeline::finish).hasRootCauseMessage("no memory");
    assertThatThrownBy(() -> submit(pipeline, 2)).hasRootCauseMessage("no memory");
    assertThat(seen).first().isEqualTo(0);
    assertThat(seen).doesNotContain(2);
  }

  @Test
  void theFirstFailureIsReportedAndNeverBlocksTheCaller() {
    IOException failure = new IOException("disk full");
    Stage failing = new Stage() {
      @Override
      public void process(byte[] buffer, int length) throws IOException {
        throw failure;
      }

      @Override
      public void end() throws IOException {
        throw new IOException("later");
      }
    };
    for (BufferPipeline pipeline : List.of(
        threaded(failing, (buffer, length) -> {}), threaded((buffer, length) -> {}, failing))) {
      assertThatThrownBy(() -> {
        for (int i = 0; i < 100; i++) {
          submit(pipeline, i);
        }
      }).isSameAs(failure);
      pipeline.close();
      assertThatThrownBy(pipeline::finish).isSameAs(failure);
    }
  }

  @Test
  void aFailureAtTheEndOfAStageIsReported() {
    IOException failure = new IOException("late");
    Stage failing = new Stage() {
      @Override
      public void process(byte[] buffer, int length) {}

      @Override
      public void end() throws IOException {
        throw failure;
      }
    };
    for (BufferPipeline pipeline : List.of(
        threaded(failing), BufferPipeline.inline("test", 10, List.of(failing)))) {
      assertThatThrownBy(pipeline::finish).isSameAs(failure);
    }
  }
}
