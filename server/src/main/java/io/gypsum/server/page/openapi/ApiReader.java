package io.gypsum.server.page.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.gypsum.server.page.openapi.ApiDescription.Address;
import io.gypsum.server.page.openapi.ApiDescription.Body;
import io.gypsum.server.page.openapi.ApiDescription.Details;
import io.gypsum.server.page.openapi.ApiDescription.Group;
import io.gypsum.server.page.openapi.ApiDescription.Operation;
import io.gypsum.server.page.openapi.ApiDescription.Parameter;
import io.gypsum.server.page.openapi.ApiDescription.Property;
import io.gypsum.server.page.openapi.ApiDescription.Response;
import io.gypsum.server.page.openapi.ApiDescription.Schema;
import io.gypsum.server.page.openapi.ApiDescription.Text;
import io.gypsum.server.page.openapi.ApiDescription.ValueType;
import org.jspecify.annotations.Nullable;

/** Reads an OpenAPI document. */
public final class ApiReader {
  private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "delete");

  private final ApiNode document;
  private final CurlExample curl;

  private ApiReader(ApiNode document, CurlExample curl) {
    this.document = document;
    this.curl = curl;
  }

  /**
   * Returns the description in a document.
   *
   * @param baseUrl the URL of the server, without a trailing slash, for examples
   * @param shell writes a text as a word of a shell
   */
  public static ApiDescription read(
      byte[] openApi, String baseUrl, UnaryOperator<String> shell) {
    return new ApiReader(ApiNode.read(openApi), new CurlExample(baseUrl, shell)).description();
  }

  private ApiDescription description() {
    Map<String, List<Operation>> byTag = new LinkedHashMap<>();
    for (ApiNode tag : document.at("tags").items()) {
      byTag.put(tag.at("name").text(), new ArrayList<>());
    }
    document.at("paths")
        .properties()
        .forEach(
            (path, methods) -> methods.properties().forEach((method, operation) -> {
              if (METHODS.contains(method)) {
                String tag = operation.at("tags").items().get(0).text();
                byTag.computeIfAbsent(tag, name -> new ArrayList<>())
                    .add(operation(method.toUpperCase(Locale.ROOT), path, operation));
              }
            }));
    List<Group> groups = new ArrayList<>();
    byTag.forEach((tag, operations) -> groups.add(new Group(tag, tagText(tag), operations)));
    List<Schema> schemas = new ArrayList<>();
    document.at("components")
        .at("schemas")
        .properties()
        .forEach((name, schema) -> schemas.add(schema(name, schema)));
    return new ApiDescription(
        Text.of(document.at("info").at("description").text()), groups, schemas);
  }

  private Text tagText(String tag) {
    return document.at("tags")
        .items()
        .stream()
        .filter(each -> each.at("name").text().equals(tag))
        .map(each -> Text.of(each.at("description").text()))
        .findFirst()
        .orElseGet(() -> Text.of(""));
  }

  private Operation operation(String method, String path, ApiNode operation) {
    List<Parameter> parameters =
        operation.at("parameters").items().stream().map(ApiReader::parameter).toList();
    ApiNode requestBody = operation.at("requestBody");
    List<Response> responses = new ArrayList<>();
    operation.at("responses")
        .properties()
        .forEach(
            (status, response) -> responses.add(
                new Response(
                    status, Text.of(response.at("description").text()),
                    body(response, true))));
    return new Operation(
        operation.at("operationId").text(),
        new Address(method, path, operation.at("summary").text()),
        Text.of(operation.at("description").text()),
        new Details(
            caller(operation), parameters,
            body(requestBody, requestBody.at("required").text().equals("true")), responses),
        curl.of(method, path, operation));
  }

  private static String caller(ApiNode operation) {
    return operation.at("security")
        .items()
        .stream()
        .flatMap(scheme -> scheme.properties().keySet().stream())
        .map(
            scheme -> scheme.equals("session")
                ? "Requires the session token of the upload."
                : "Requires an access token.")
        .collect(Collectors.joining(" "));
  }

  private static Parameter parameter(ApiNode parameter) {
    return new Parameter(
        parameter.at("name").text(), parameter.at("in").text(),
        parameter.at("required").text().equals("true"), type(parameter.at("schema")),
        Text.of(parameter.at("description").text()));
  }

  private static @Nullable Body body(ApiNode holder, boolean isRequired) {
    for (Map.Entry<String, ApiNode> content : holder.at("content").properties().entrySet()) {
      return new Body(content.getKey(), isRequired, type(content.getValue().at("schema")));
    }
    return null;
  }

  private static Schema schema(String name, ApiNode schema) {
    Set<String> required =
        schema.at("required").items().stream().map(ApiNode::text).collect(Collectors.toSet());
    List<Property> properties = new ArrayList<>();
    schema.at("properties")
        .properties()
        .forEach(
            (property, value) -> properties.add(
                new Property(
                    property, required.contains(property), type(value),
                    Text.of(value.at("description").text()))));
    return new Schema(
        name, Text.of(schema.at("description").text()), type(schema), properties);
  }

  /** Describes a type in words. A reference is the name of its schema. */
  static ValueType type(ApiNode schema) {
    if (!schema.reference().isEmpty()) {
      return new ValueType("", schema.reference());
    }
    if (schema.at("items").exists()) {
      ValueType item = type(schema.at("items"));
      return new ValueType(("array of " + item.text()).stripTrailing(), item.schema());
    }
    for (String choice : List.of("oneOf", "anyOf", "allOf")) {
      if (schema.at(choice).exists()) {
        String names =
            schema.at(choice)
                .items()
                .stream()
                .map(ApiReader::type)
                .map(type -> type.schema().isEmpty() ? type.text() : type.schema())
                .collect(Collectors.joining(choice.equals("allOf") ? " and " : " or "));
        return new ValueType(names, "");
      }
    }
    if (schema.at("const").exists()) {
      return new ValueType("'" + schema.at("const").text() + "'", "");
    }
    if (schema.at("enum").exists()) {
      return new ValueType(
          schema.at("enum")
              .items()
              .stream()
              .map(value -> "'" + value.text() + "'")
              .collect(Collectors.joining(" or ")),
          "");
    }
    String types =
        schema.at("type").text().isEmpty()
            ? schema.at("type")
                .items()
                .stream()
                .map(ApiNode::text)
                .collect(Collectors.joining(" or "))
            : schema.at("type").text();
    String format = schema.at("format").text();
    return new ValueType(types + (format.isEmpty() ? "" : " (" + format + ")"), "");
  }
}
