package io.gypsum.cli.transfer;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.gypsum.cli.terminal.HumanText;
import io.gypsum.client.ExcludedPath;
import io.gypsum.core.Printable;
import tools.jackson.core.JsonGenerator;

/** The files and folders that an upload excludes, sorted by path. */
record ExcludedPaths(List<ExcludedPath> paths) {
  private static final int MAX_NAMED = 10;

  ExcludedPaths {
    paths = paths.stream().sorted(Comparator.comparing(ExcludedPath::path)).toList();
  }

  /** Returns a message that lists the paths that are excluded by default; empty if there are none. */
  Optional<String> defaultsMessage() {
    List<String> names =
        paths.stream()
            .filter(ExcludedPath::isDefault)
            .map(path -> "'" + Printable.value(path.path()) + "'")
            .toList();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "Excluded by default: " + names.stream().limit(MAX_NAMED).collect(Collectors.joining(", "))
            + (names.size() > MAX_NAMED
                ? " and " + HumanText.count(names.size() - MAX_NAMED, "other")
                : "")
            + ". Use --no-default-excludes to upload such files.");
  }

  void writeTo(JsonGenerator json) {
    json.writeStartArray();
    for (ExcludedPath path : paths) {
      json.writeStartObject();
      json.writeStringProperty("path", path.path());
      json.writeStringProperty("pattern", path.pattern());
      json.writeBooleanProperty("default", path.isDefault());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
