package io.gypsum.server.operation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.gypsum.server.operation.OperationsModel.Address;
import io.gypsum.server.operation.OperationsModel.FileEntry;
import io.gypsum.server.operation.OperationsModel.Uploader;

/** Writes the JSON documents of {@link OperationsModel} and of requests to it, without the code of the server. */
final class ModelJson {
  private ModelJson() {}

  static String object(String... namesAndValues) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return object(properties);
  }

  static String object(Map<String, String> properties) {
    return properties.entrySet()
        .stream()
        .map(p -> string(p.getKey()) + ":" + p.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  static String array(List<String> items) {
    return "[" + String.join(",", items) + "]";
  }

  static String string(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  static String uploader(Uploader uploader) {
    List<String> fields = new ArrayList<>(List.of("id", string(uploader.id())));
    if (uploader.asset() != null) {
      fields.addAll(List.of("asset", string(uploader.asset())));
    }
    if (uploader.version() != null) {
      fields.addAll(List.of("version", string(uploader.version())));
    }
    if (uploader.until() != null) {
      fields.addAll(List.of("until", string(uploader.until().toString())));
    }
    if (uploader.trusted() != null) {
      fields.addAll(List.of("trusted", uploader.trusted().toString()));
    }
    return object(fields.toArray(String[]::new));
  }

  static String link(FileEntry link) {
    Address ancestor = link.ancestor();
    String own = fields(link.target());
    return ancestor == null
        ? "{" + own + "}"
        : "{" + own + ",\"ancestor\":{" + fields(ancestor) + "}}";
  }

  private static String fields(Address address) {
    String object =
        object(
            "project", string(address.project()), "asset", string(address.asset()), "version",
            string(address.version()), "path", string(address.path()));
    return object.substring(1, object.length() - 1);
  }
}
