package io.gypsum.e2e.contract;

import java.util.List;

import io.gypsum.e2e.harness.Answer;
import io.gypsum.e2e.harness.Http;

/** A request that is right but for who sends it. {@code PROJECT} in its path stands for a project that is there. */
record Call(String method, String path, String body) {
  private static final String VERSION = "/PROJECT/asset/v1";

  /** Those for administrators. */
  static final List<Call> ADMINISTRATION =
      List.of(
          new Call("POST", "/create/new-PROJECT", ""),
          new Call("PUT", "/quota/PROJECT", "{\"baseline\":1}"),
          new Call("POST", "/refresh/latest/PROJECT/asset", ""),
          new Call("POST", "/refresh/usage/PROJECT", ""),
          new Call("DELETE", "/remove/PROJECT", ""),
          new Call("DELETE", "/remove/PROJECT/asset", ""),
          new Call("DELETE", "/remove" + VERSION, ""));

  /** Those for owners too. */
  static final List<Call> MANAGEMENT =
      List.of(
          new Call("PUT", "/permissions/PROJECT", "{}"),
          new Call("POST", "/probation/approve" + VERSION, ""),
          new Call("DELETE", "/unlock/PROJECT", ""));

  /** Those for others as well. */
  static final List<Call> CONTRIBUTION =
      List.of(
          new Call("POST", "/upload/start" + VERSION, "{\"files\":[]}"),
          new Call("POST", "/probation/reject" + VERSION, ""));

  /** Those for whoever has the token of a session. */
  static final List<Call> SESSION =
      List.of(
          new Call("POST", "/upload/presigned-file/slug", ""),
          new Call("POST", "/upload/complete" + VERSION, ""),
          new Call("POST", "/upload/abort" + VERSION, ""));

  Answer by(Http http, String project, String... headers) {
    return http.send(method, path.replace("PROJECT", project), body, headers);
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
