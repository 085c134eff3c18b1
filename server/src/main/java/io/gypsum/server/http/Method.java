package io.gypsum.server.http;

import org.jspecify.annotations.Nullable;

/** The methods that routes may have; HEAD comes with GET, and OPTIONS is answered for every path. */
public enum Method {
  GET, POST, PUT, DELETE;

  /** The method of that name, or null: names are case-sensitive. */
  static @Nullable Method of(String name) {
    return switch (name) {
      case "GET" -> GET;
      case "POST" -> POST;
      case "PUT" -> PUT;
      case "DELETE" -> DELETE;
      default -> null;
    };
  }
}
