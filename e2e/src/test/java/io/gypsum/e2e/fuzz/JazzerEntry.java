package io.gypsum.e2e.fuzz;

import java.util.Objects;

/** The entry point of Jazzer. The system property {@code gypsum.fuzz.target} selects the target. */
public final class JazzerEntry {
  private static FuzzTarget target;

  private JazzerEntry() {}

  /** Called once. */
  public static void fuzzerInitialize() throws Exception {
    target =
        FuzzTargets.of(Objects.requireNonNull(System.getProperty("gypsum.fuzz.target"))).open();
  }

  /** Called with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    target.run(input);
  }
}
