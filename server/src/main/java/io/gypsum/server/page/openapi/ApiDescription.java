package io.gypsum.server.page.openapi;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The routes of an API and the documents that they exchange, as the API page shows them. */
public record ApiDescription(Text description, List<Group> groups, List<Schema> schemas) {
  public ApiDescription {
    groups = List.copyOf(groups);
    schemas = List.copyOf(schemas);
  }

  /** A text in which parts between backticks are code. */
  public record Text(List<Part> parts) {
    public Text {
      parts = List.copyOf(parts);
    }

    /** A part of a text. */
    public record Part(String text, boolean isCode) {}

    static Text of(String text) {
      List<Part> parts = new ArrayList<>();
      String[] pieces = text.split("`", -1);
      for (int i = 0; i < pieces.length; i++) {
        if (!pieces[i].isEmpty()) {
          parts.add(new Part(pieces[i], i % 2 == 1));
        }
      }
      return new Text(parts);
    }

    public boolean isEmpty() {
      return parts.isEmpty();
    }
  }

  /** Routes that belong together. */
  public record Group(String name, Text description, List<Operation> operations) {
    public Group {
      operations = List.copyOf(operations);
    }

    /** Returns the id of the group on the page. */
    public String id() {
      return "tag-" + name;
    }
  }

  /**
   * One route.
   *
   * @param id unique in the document
   * @param details its parameters, body and responses
   * @param curl a command that sends such a request
   */
  public record Operation(
      String id, Address address, Text description, Details details, String curl) {}

  /** @param summary what the request does */
  public record Address(String method, String path, String summary) {}

  /**
   * What a route receives and returns.
   *
   * @param caller who may send the request: a sentence; empty if everyone may
   * @param body null if the request has none
   */
  public record Details(
      String caller, List<Parameter> parameters, @Nullable Body body, List<Response> responses) {
    public Details {
      parameters = List.copyOf(parameters);
      responses = List.copyOf(responses);
    }
  }

  /** @param in {@code path}, {@code query} or {@code header} */
  public record Parameter(
      String name, String in, boolean isRequired, ValueType type, Text description) {}

  /** @param contentType empty if there is no content */
  public record Body(String contentType, boolean isRequired, ValueType type) {}

  /** @param body null if the response has no content */
  public record Response(String status, Text description, @Nullable Body body) {}

  /**
   * The type of a value, such as <i>array of</i> Uploader.
   *
   * @param text the type, without the name of a schema at its end
   * @param schema the name of a schema; empty if the type has none
   */
  public record ValueType(String text, String schema) {}

  /**
   * A document or a part of it.
   *
   * @param type what it is, if it has no properties
   */
  public record Schema(String name, Text description, ValueType type, List<Property> properties) {
    public Schema {
      properties = List.copyOf(properties);
    }
  }

  /** A property of a document. */
  public record Property(String name, boolean isRequired, ValueType type, Text description) {}
}
