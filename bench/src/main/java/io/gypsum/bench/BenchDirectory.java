package io.gypsum.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a run takes place.
 *
 * @param sources the root of the repository, with the launcher
 * @param directory of all that the run writes; removed afterwards by {@code bench/run}
 */
record BenchDirectory(Path sources, Path directory, Processes processes, ProgramRunner programs) {
  static BenchDirectory at(Path sources, Path directory) throws IOException {
    Processes processes = new Processes(directory.resolve("pids"));
    ProgramRunner programs = new ProgramRunner(processes, directory.resolve("programs.log"));
    return new BenchDirectory(sources, directory, processes, programs);
  }

  String launcher() {
    return sources.resolve("gypsum").toString();
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  /** Makes a directory an empty one. */
  void empty(Path directory) throws IOException {
    programs.run("rm", "-rf", directory.toString());
    Files.createDirectories(directory);
  }

  /** One that is free now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
