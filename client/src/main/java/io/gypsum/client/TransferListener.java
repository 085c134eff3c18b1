package io.gypsum.client;

/**
 * Is told how transfers go on. Called from several threads at once, also while the client holds files open: be quick and
 * throw nothing. One call of the client that transfers files tells {@link #begins}, then the others in any order, and at
 * last {@link #ends}.
 *
 * <pre>{@code
 * class Counter implements TransferListener {
 *   final java.util.concurrent.atomic.LongAdder bytes = new java.util.concurrent.atomic.LongAdder();
 *
 *   @Override
 *   public void moves(long some) {
 *     bytes.add(some);
 *   }
 * }
 * Counter counter = new Counter();
 * try (GypsumClient watched =
 *     GypsumClient.builder().url("https://gypsum.example.org").listener(counter).build()) {
 *   watched.downloadVersion(version, Path.of("copy"));
 * }
 * }</pre>
 */
public interface TransferListener {
  /** Is told and does nothing. */
  TransferListener NONE = new TransferListener() {};

  /**
   * Files are about to be transferred.
   *
   * @param what in words: {@code download p/a/v}
   * @param files how many, at most: what turns out to be there needs no transfer
   * @param bytes of all of them
   */
  default void begins(String what, int files, long bytes) {}

  /** Some more bytes have been moved; negative when an attempt failed and its bytes have to be moved again. */
  default void moves(long bytes) {}

  /**
   * A file is where it belongs, with the right content.
   *
   * @param name of the file as a user would write it
   */
  default void finishes(String name) {}

  /** It is over, well or not. */
  default void ends(String what) {}
}
