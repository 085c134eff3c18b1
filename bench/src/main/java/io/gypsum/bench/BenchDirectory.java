package io.gypsum.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directories of a run.
 *
 * @param sources the root of the repository, which contains the launcher
 * @param directory the directory of everything that the run writes; {@code bench/run} deletes it afterwards
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

  /** Creates a directory, or empties an existing one. */
  void empty(Path directory) throws IOException {
    programs.run("rm", "-rf", directory.toString());
    Files.createDirectories(directory);
  }

  /** Returns a port that is currently free. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
