package io.gypsum.e2e.contract;

import java.util.List;

import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;

/** A request that is right but for who sends it. {@code PROJECT} in its path stands for a project that is there. */
record RequestTemplate(String method, String path, String body) {
  private static final String VERSION = "/PROJECT/asset/v1";

  /** Those for administrators. */
  static final List<RequestTemplate> ADMINISTRATION =
      List.of(
          new RequestTemplate("POST", "/create/new-PROJECT", ""),
          new RequestTemplate("PUT", "/quota/PROJECT", "{\"baseline\":1}"),
          new RequestTemplate("POST", "/refresh/latest/PROJECT/asset", ""),
          new RequestTemplate("POST", "/refresh/usage/PROJECT", ""),
          new RequestTemplate("DELETE", "/remove/PROJECT", ""),
          new RequestTemplate("DELETE", "/remove/PROJECT/asset", ""),
          new RequestTemplate("DELETE", "/remove" + VERSION, ""));

  /** Those for owners too. */
  static final List<RequestTemplate> MANAGEMENT =
      List.of(
          new RequestTemplate("PUT", "/permissions/PROJECT", "{}"),
          new RequestTemplate("POST", "/probation/approve" + VERSION, ""),
          new RequestTemplate("DELETE", "/unlock/PROJECT", ""));

  /** Those for others as well. */
  static final List<RequestTemplate> CONTRIBUTION =
      List.of(
          new RequestTemplate("POST", "/upload/start" + VERSION, "{\"files\":[]}"),
          new RequestTemplate("POST", "/probation/reject" + VERSION, ""));

  /** Those for whoever has the token of a session. */
  static final List<RequestTemplate> SESSION =
      List.of(
          new RequestTemplate("POST", "/upload/presigned-file/slug", ""),
          new RequestTemplate("POST", "/upload/complete" + VERSION, ""),
          new RequestTemplate("POST", "/upload/abort" + VERSION, ""));

  TestResponse by(TestHttpClient http, String project, String... headers) {
    return http.send(method, path.replace("PROJECT", project), body, headers);
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
