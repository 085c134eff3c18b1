package io.gypsum.e2e.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The commands and the environment of a unit file. Quoted values are not supported. */
record SystemdUnit(List<List<String>> commands, Map<String, String> environment) {
  static SystemdUnit read(Path file) {
    List<List<String>> commands = new ArrayList<>();
    Map<String, String> environment = new LinkedHashMap<>();
    for (String line : lines(file)) {
      String value = line.substring(line.indexOf('=') + 1);
      switch (line.substring(0, Math.max(0, line.indexOf('=')))) {
        case "ExecStart" -> commands.add(List.of(value.split(" ")));
        case "Environment" -> put(value, environment);
        case "EnvironmentFile" -> {
          // A file after a dash need not exist.
          if (!value.startsWith("-") || Files.exists(Path.of(value.substring(1)))) {
            lines(Path.of(value.replaceFirst("^-", ""))).forEach(each -> put(each, environment));
          }
        }
        default -> {
          // Sandboxing options and start conditions.
        }
      }
    }
    return new SystemdUnit(commands, environment);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(String line, Map<String, String> environment) {
    int equals = line.indexOf('=');
    environment.put(line.substring(0, equals), line.substring(equals + 1));
  }
}
