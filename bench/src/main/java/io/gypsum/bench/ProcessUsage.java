package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What a process and those that it started take of the machine, as the kernel counts it. */
final class ProcessUsage {
  private final ProcessHandle process;

  ProcessUsage(Process process) {
    this.process = process.toHandle();
  }

  /** Processor time since the start, to 10 ms, of this process and its living children. */
  double cpuSeconds() {
    return Stream.concat(Stream.of(process), process.descendants())
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .mapToDouble(time -> time.toNanos() / 1e9)
        .sum();
  }

  /** Resident memory of the process alone, in units of a million bytes. */
  double megabytes() throws IOException {
    return status("VmRSS");
  }

  /** The most since the start, in units of a million bytes. */
  double peakMegabytes() throws IOException {
    return status("VmHWM");
  }

  private double status(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
      }
    }
    throw new IOException("the kernel tells no " + name);
  }
}
