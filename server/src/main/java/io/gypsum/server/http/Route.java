package io.gypsum.server.http;

/**
 * The handler of one method on paths of one form.
 *
 * @param pattern such as {@code /create/{project}}: every part is a word or one parameter in braces, which matches
 *     exactly one segment of the path that is not empty. The last may be {@code {name...}}, which matches one segment or
 *     several, with the slashes between them
 * @param caller who may call the route
 */
public record Route(HttpMethod method, String pattern, Caller caller, Handler handler) {
  public static Route get(String pattern, Caller caller, Handler handler) {
    return new Route(HttpMethod.GET, pattern, caller, handler);
  }

  public static Route post(String pattern, Caller caller, Handler handler) {
    return new Route(HttpMethod.POST, pattern, caller, handler);
  }

  public static Route put(String pattern, Caller caller, Handler handler) {
    return new Route(HttpMethod.PUT, pattern, caller, handler);
  }

  public static Route delete(String pattern, Caller caller, Handler handler) {
    return new Route(HttpMethod.DELETE, pattern, caller, handler);
  }
}
