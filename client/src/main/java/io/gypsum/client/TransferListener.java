package io.gypsum.client;

/**
 * Receives the progress of transfers. Its methods are called from several threads at the same time and while the client
 * holds locks, so they must return quickly and must not throw exceptions. A call that transfers files reports {@link
 * #begins} first and {@link #ends} last, and the other events in between in any order.
 *
 * <pre>{@code
 * class Counter implements TransferListener {
 *   final java.util.concurrent.atomic.LongAdder bytes = new java.util.concurrent.atomic.LongAdder();
 *
 *   @Override
 *   public void moves(long count) {
 *     bytes.add(count);
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
  /** Ignores all events; warnings are logged. */
  TransferListener NONE = new TransferListener() {};

  /**
   * Called before files are transferred.
   *
   * @param action a description such as {@code download p/a/v}
   * @param files maximum number of files; files that already exist are not transferred
   * @param bytes total size of the files
   */
  default void begins(String action, int files, long bytes) {}

  /**
   * Called when data was transferred.
   *
   * @param bytes negative if an attempt failed and its bytes will be transferred again
   */
  default void moves(long bytes) {}

  /**
   * Called when a file is complete and correct.
   *
   * @param name the name of the file, such as {@code p/a/v/path}
   */
  default void finishes(String name) {}

  /**
   * Called with a warning: before an upload starts, about names that other operating systems do not distinguish or support, and
   * about empty directories, which are not uploaded; and if a metadata database in the cache may be out of date. By default,
   * the message is logged.
   *
   * @param message one sentence without a period
   */
  default void warns(String message) {
    System.getLogger("io.gypsum.client").log(System.Logger.Level.WARNING, message);
  }

  /** Called before an upload starts, for a file or folder that is not uploaded because of its {@link ExcludeRules}. */
  default void excludes(ExcludedPath excluded) {}

  /** A phase of a call, before or after it transfers files. */
  enum Phase {
    /** Reads the files of a directory and computes their checksums, before they are sent. */
    HASHING,
    /** Compares existing files with the version, before the missing and incorrect ones are downloaded. */
    CHECKING,
    /** Waits until the server has published the version, after all files have been sent. */
    PUBLISHING
  }

  /**
   * Called when a call enters a phase.
   *
   * @param name such as {@code p/a/v}
   * @param files number of files; 0 if the phase does not process files
   * @param bytes their total size
   */
  default void enters(Phase phase, String name, int files, long bytes) {}

  /** Called after a phase, successful or not. */
  default void leaves(Phase phase) {}

  /** Called after data of local files was read, to hash it or to compare an existing file with the one to download. */
  default void checks(long bytes) {}

  /**
   * Called when a transfer has to wait for another process.
   *
   * @param reason completes a message that starts with "waiting for"
   */
  default void waits(String reason) {}

  /** Called after the transfer, successful or not. */
  default void ends(String action) {}
}
