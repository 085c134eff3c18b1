package io.gypsum.e2e.fuzz;

/** Something that processes untrusted bytes. */
interface FuzzTarget extends AutoCloseable {
  /**
   * Processes one input.
   *
   * @throws AssertionError if the program violates a property
   * @throws Exception if the program fails otherwise than documented
   */
  void run(byte[] input) throws Exception;

  @Override
  default void close() throws Exception {}
}
