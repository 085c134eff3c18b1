package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The resources that a process and its children use, as counted by the kernel. */
final class ProcessUsage {
  /** The unit of Linux for times of other processes. */
  private static final double CLOCK_TICKS_PER_SECOND = 100;

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

  /**
   * Returns the processor time of each thread of Java's optimizing compiler (C2), by the id of the thread, with a resolution of
   * 10 ms; empty for other programs. Java ends such threads when they are idle.
   */
  Map<String, Double> compilerSeconds() throws IOException {
    Map<String, Double> seconds = new HashMap<>();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path thread : threads) {
        try {
          if (Files.readString(thread.resolve("comm")).startsWith("C2 ")) {
            seconds.put(
                thread.getFileName().toString(),
                cpuSecondsOfStat(Files.readString(thread.resolve("stat"))));
          }
        } catch (NoSuchFileException e) {
          // The thread has ended.
        }
      }
    }
    return seconds;
  }

  /** @param stat the line that proc(5) describes; the name of the thread in it ends with the last ')' */
  private static double cpuSecondsOfStat(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / CLOCK_TICKS_PER_SECOND;
  }

  /** Returns the sum of the increases; threads that have ended are not counted. */
  static double increase(Map<String, Double> before, Map<String, Double> after) {
    return after.entrySet()
        .stream()
        .mapToDouble(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0.0))
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
