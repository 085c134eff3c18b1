package io.gypsum.e2e.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Creates inputs from those of a corpus: changes, removes, repeats and combines bytes. */
final class InputMutator {
  private static final int MAX_CHANGES = 4;
  private static final byte[] INTERESTING =
      {0, '\n', '\r', ' ', '%', '"', '/', '\\', '.', '-', '0', '9', ':', '{', '[', (byte) 0x80, -1};
  private final List<byte[]> corpus;
  private final RandomGenerator random;

  InputMutator(List<byte[]> corpus, RandomGenerator random) {
    this.corpus = corpus;
    this.random = random;
  }

  byte[] next() {
    byte[] input = one();
    for (int i = random.nextInt(1, MAX_CHANGES + 1); i > 0; i--) {
      input = changed(input);
    }
    return input;
  }

  private byte[] one() {
    return corpus.get(random.nextInt(corpus.size())).clone();
  }

  private byte[] changed(byte[] input) {
    int from = random.nextInt(input.length + 1);
    int to = Math.min(input.length, from + random.nextInt(1, 9));
    byte[] head = Arrays.copyOf(input, from);
    byte[] tail = Arrays.copyOfRange(input, to, input.length);
    return switch (random.nextInt(5)) {
      case 0 -> joined(head, tail);
      case 1 -> joined(head, new byte[] {INTERESTING[random.nextInt(INTERESTING.length)]}, tail);
      case 2 -> joined(head, new byte[] {(byte) random.nextInt(256)}, tail);
      case 3 -> joined(input, Arrays.copyOfRange(input, from, to), tail);
      default -> {
        byte[] other = one();
        int start = random.nextInt(other.length + 1);
        int end = random.nextInt(start, other.length + 1);
        yield joined(head, Arrays.copyOfRange(other, start, end), tail);
      }
    };
  }

  private static byte[] joined(byte[]... parts) {
    byte[] whole = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }
}
