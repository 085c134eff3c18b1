package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** The resources that a process and its children use, as counted by the kernel. */
final class ProcessUsage {
  private final ProcessHandle process;

  ProcessUsage(Process process) {
    this.process = process.toHandle();
  }

  /**
   * Returns the processor time since the start of this process and its running children, with a resolution of 10 ms.
   */
  double cpuSeconds() {
    return Stream.concat(Stream.of(process), process.descendants())
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .mapToDouble(time -> time.toNanos() / 1e9)
        .sum();
  }

  /** Returns the resident memory of the process without its children, in units of a million bytes. */
  double megabytes() throws IOException {
    return status("VmRSS");
  }

  /** Returns the peak resident memory since the start, in units of a million bytes. */
  double peakMegabytes() throws IOException {
    return status("VmHWM");
  }

  private double status(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
      }
    }
    throw new IOException("no value '" + name + "' in /proc/PID/status");
  }
}
