package io.gypsum.e2e.contract;

import java.util.List;

import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;

/** A valid request, sent by different users. {@code PROJECT} in the path is replaced with an existing project. */
record RequestTemplate(String method, String path, String body) {
  private static final String VERSION = "/PROJECT/asset/v1";

  /** Requests that only administrators may send. */
  static final List<RequestTemplate> ADMINISTRATION =
      List.of(
          new RequestTemplate("POST", "/create/new-PROJECT", ""),
          new RequestTemplate("PUT", "/quota/PROJECT", "{\"baseline\":1}"),
          new RequestTemplate("POST", "/refresh/latest/PROJECT/asset", ""),
          new RequestTemplate("POST", "/refresh/usage/PROJECT", ""),
          new RequestTemplate("DELETE", "/remove/PROJECT", ""),
          new RequestTemplate("DELETE", "/remove/PROJECT/asset", ""),
          new RequestTemplate("DELETE", "/remove" + VERSION, ""));

  /** Requests that owners may also send. */
  static final List<RequestTemplate> MANAGEMENT =
      List.of(
          new RequestTemplate("PUT", "/permissions/PROJECT", "{}"),
          new RequestTemplate("POST", "/probation/approve" + VERSION, ""),
          new RequestTemplate("DELETE", "/unlock/PROJECT", ""));

  /** Requests that other users may also send. */
  static final List<RequestTemplate> CONTRIBUTION =
      List.of(
          new RequestTemplate("POST", "/upload/start" + VERSION, "{\"files\":[]}"),
          new RequestTemplate("POST", "/probation/reject" + VERSION, ""));

  /** Requests that require the token of an upload session. */
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
