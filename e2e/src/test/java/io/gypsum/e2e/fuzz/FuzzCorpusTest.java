package io.gypsum.e2e.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;

/** Runs each target with its corpus, which contains every input that found a bug, and with mutations of it. */
class FuzzCorpusTest {
  private static final long SEED = 14;
  private static final long MAX_SECONDS = 10;

  @ParameterizedTest
  @EnumSource(FuzzTargets.class)
  void neitherKeptInputsNorMutationsOfThemViolateAProperty(FuzzTargets target) throws Exception {
    List<byte[]> corpus = FuzzCorpus.read(target);
    InputMutator mutator = new InputMutator(corpus, new SplittableRandom(SEED));
    try (FuzzTarget open = target.open()) {
      for (byte[] input : corpus) {
        run(open, input);
      }
      for (int i = 0; i < target.mutations(); i++) {
        run(open, mutator.next());
      }
    }
  }

  private static void run(FuzzTarget target, byte[] input) {
    long start = System.nanoTime();
    try {
      target.run(input);
    } catch (Exception | AssertionError | StackOverflowError e) {
      throw new AssertionError("input '" + FuzzCorpus.encode(input) + "': " + e, e);
    }
    assertThat(NANOSECONDS.toSeconds(System.nanoTime() - start))
        .as("seconds for input '%s'", FuzzCorpus.encode(input))
        .isLessThan(MAX_SECONDS);
  }

  @Test
  void aLineOfACorpusContainsAnyBytes() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    assertThat(FuzzCorpus.decode(FuzzCorpus.encode(all))).isEqualTo(all);
    assertThat(FuzzCorpus.encode("#x".getBytes(StandardCharsets.UTF_8))).doesNotStartWith("#");
  }
}
