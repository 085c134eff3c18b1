package io.gypsum.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The resources that a program used from its start to its end.
 *
 * @param cpuSeconds user and system time of the program and of all child processes for which it waited
 * @param peakMegabytes peak resident memory of the largest process, in units of a million bytes
 */
record ProcessCost(double seconds, double cpuSeconds, double peakMegabytes) {
  /**
   * The program that measures: the kernel reports the cost of a process only to its parent, and Java does not read
   * it.
   */
  private static final String MEASURE =
      """
      import resource, subprocess, sys, time
      start = time.monotonic()
      code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
      seconds = time.monotonic() - start
      used = resource.getrusage(resource.RUSAGE_CHILDREN)
      print(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6)
      sys.exit(code)
      """;

  /** @throws IOException when the exit code of the program is not 0 */
  static ProcessCost of(BenchDirectory bench, String... command) throws IOException {
    List<String> measured = new ArrayList<>(List.of("python3", "-c", MEASURE));
    measured.addAll(List.of(command));
    String[] figures =
        bench.programs().run(measured.toArray(String[]::new)).output().strip().split(" ");
    return new ProcessCost(
        Double.parseDouble(figures[0]), Double.parseDouble(figures[1]),
        Double.parseDouble(figures[2]));
  }
}
