package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process holds of the machine's memory, as the kernel counts it (resident set).
 *
 * @param pid of the process
 */
record Memory(long pid) {
  /** In units of a million bytes. */
  double megabytes() throws IOException {
    return status("VmRSS");
  }

  /** The most since the start, in units of a million bytes. */
  double peakMegabytes() throws IOException {
    return status("VmHWM");
  }

  private double status(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
      }
    }
    throw new IOException("the kernel tells no " + name);
  }
}
