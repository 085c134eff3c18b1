package io.gypsum.e2e.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a process with the classes of this one is started. */
public final class JavaCommand {
  private JavaCommand() {}

  /** With an environment in which no setting of whoever runs the tests counts. */
  public static ProcessBuilder of(
      String main, int heapMib, List<String> options, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-Xmx" + heapMib + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED"));
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    line.addAll(arguments);
    ProcessBuilder process = new ProcessBuilder(line);
    process.environment().keySet().removeIf(name -> name.startsWith("GYPSUM_"));
    process.environment().remove("JAVA_TOOL_OPTIONS");
    process.environment().put("LC_ALL", "C.UTF-8");
    return process;
  }
}
