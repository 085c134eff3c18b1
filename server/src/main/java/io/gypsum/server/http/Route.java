package io.gypsum.server.http;

/**
 * What answers one method on one shape of path.
 *
 * @param pattern such as {@code /create/{project}}: every part is a word or one parameter in braces, which stands for
 *     exactly one segment of the path; it never matches an empty one. The last may be {@code {name...}}, which stands for
 *     one segment or several, with the slashes between them
 */
public record Route(Method method, String pattern, Handler handler) {
  public static Route get(String pattern, Handler handler) {
    return new Route(Method.GET, pattern, handler);
  }

  public static Route post(String pattern, Handler handler) {
    return new Route(Method.POST, pattern, handler);
  }

  public static Route put(String pattern, Handler handler) {
    return new Route(Method.PUT, pattern, handler);
  }

  public static Route delete(String pattern, Handler handler) {
    return new Route(Method.DELETE, pattern, handler);
  }
}
