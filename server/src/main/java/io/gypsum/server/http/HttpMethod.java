package io.gypsum.server.http;

import org.jspecify.annotations.Nullable;

/** The methods that routes may have. HEAD is handled by the route of GET, and OPTIONS is answered for every path. */
public enum HttpMethod {
  GET, POST, PUT, DELETE;

  /** Returns the method of that name, which is case-sensitive, or null when no route can have it. */
  static @Nullable HttpMethod of(String name) {
    return switch (name) {
      case "GET" -> GET;
      case "POST" -> POST;
      case "PUT" -> PUT;
      case "DELETE" -> DELETE;
      default -> null;
    };
  }
}
