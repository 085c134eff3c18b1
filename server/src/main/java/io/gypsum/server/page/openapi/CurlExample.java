package io.gypsum.server.page.openapi;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.gypsum.core.PercentEncoding;
import io.gypsum.core.json.JsonOutput;

/**
 * Writes commands that send requests. Names in them are examples; access tokens are read from a variable of the shell.
 *
 * @param baseUrl the URL of the server, without a trailing slash
 * @param shell writes a text as a word of a shell
 */
record CurlExample(String baseUrl, UnaryOperator<String> shell) {
  private static final int MAX_DEPTH = 5;
  private static final Map<String, String> NAMES =
      Map.of(
          "project", "my-project", "asset", "my-asset", "version", "v1", "number", "1", "slug",
          "TOKEN", "key", "my-project/my-asset/v1/..manifest", "name", "bioconductor.sqlite3",
          "q", "mouse brain", "ticket", "TOKEN");

  String of(String method, String path, ApiNode operation) {
    StringBuilder command = new StringBuilder("curl");
    switch (method) {
      case "GET" -> {}
      case "HEAD" -> command.append(" -I");
      default -> command.append(" -X ").append(method);
    }
    for (ApiNode scheme : operation.at("security").items()) {
      command.append(" \\\n  -H \"Authorization: Bearer $")
          .append(
              scheme.properties().containsKey("session") ? "SESSION_TOKEN" : "GYPSUM_TOKEN")
          .append('"');
    }
    for (ApiNode parameter : operation.at("parameters").items()) {
      if (parameter.at("in").text().equals("header") && isRequired(parameter)) {
        command.append(" \\\n  -H ")
            .append(shell.apply(parameter.at("name").text() + ": …"));
      }
    }
    appendBody(command, operation.at("requestBody").at("content").properties());
    String separator = command.indexOf("\n") < 0 ? " " : " \\\n  ";
    return command.append(separator).append(shell.apply(url(path, operation))).toString();
  }

  private static boolean isRequired(ApiNode parameter) {
    return parameter.at("required").text().equals("true");
  }

  private void appendBody(StringBuilder command, Map<String, ApiNode> contents) {
    for (Map.Entry<String, ApiNode> content : contents.entrySet()) {
      if (content.getKey().equals("application/json")) {
        command.append(" \\\n  --json ")
            .append(shell.apply(json(content.getValue().at("schema"), MAX_DEPTH)));
      } else {
        command.append(" \\\n  --data-binary @FILE");
      }
      return;
    }
  }

  private String url(String path, ApiNode operation) {
    String filled = path;
    StringBuilder query = new StringBuilder();
    for (ApiNode parameter : operation.at("parameters").items()) {
      String name = parameter.at("name").text();
      String example = PercentEncoding.encode(value(parameter));
      if (parameter.at("in").text().equals("path")) {
        filled = filled.replace("{" + name + "}", example);
      } else if (parameter.at("in").text().equals("query") && isRequired(parameter)) {
        query.append(query.isEmpty() ? "?" : "&").append(name).append('=').append(example);
      }
    }
    return baseUrl + filled + query;
  }

  private static String value(ApiNode parameter) {
    String example = parameter.at("example").text();
    if (!example.isEmpty()) {
      return example;
    }
    return NAMES.getOrDefault(parameter.at("name").text(), parameter.at("name").text());
  }

  /** Returns a document with the required properties of a schema. */
  private static String json(ApiNode schema, int depth) {
    for (ApiNode choice : schema.at("oneOf").items()) {
      return json(choice, depth);
    }
    for (ApiNode example : schema.at("examples").items()) {
      return quoted(example.text());
    }
    if (schema.at("const").exists()) {
      return quoted(schema.at("const").text());
    }
    for (ApiNode value : schema.at("enum").items()) {
      return quoted(value.text());
    }
    return switch (schema.at("type").text()) {
      case "object" -> object(schema, depth);
      case "array" -> depth == 0 ? "[]" : "[" + json(schema.at("items"), depth - 1) + "]";
      case "integer", "number" ->
          schema.at("minimum").text().isEmpty() ? "1" : schema.at("minimum").text();
      case "boolean" -> "true";
      default -> quoted("…");
    };
  }

  private static String quoted(String text) {
    return JsonOutput.text(out -> out.writeString(text));
  }

  private static String object(ApiNode schema, int depth) {
    List<String> required = schema.at("required").items().stream().map(ApiNode::text).toList();
    return required.stream()
        .map(
            name -> quoted(name) + ":"
                + json(schema.at("properties").at(name), Math.max(0, depth - 1)))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
