package io.gypsum.e2e.crash;

import java.util.function.Function;

import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.TestUpload.Session;
import io.gypsum.e2e.harness.Users;

/** The requests that change more than one object. */
enum ChangingRequest {
  COMPLETE(12, 403) {
    @Override
    Function<TestHttpClient, TestResponse> prepare(TestServer server, String project) {
      filled(server, project);
      Session session =
          server.upload(project, "a", "v3")
              .file("new/f", "three")
              .dedup("x", "one")
              .link("d/l", project, "a", "v2", "x")
              .start()
              .sendAll();
      server.bucket().write(project + "/a/v3/stray/file", "stray");
      return http -> http.as(session.token()).post(session.completeUrl());
    }
  },
  COMPLETE_ON_PROBATION(8, 403) {
    @Override
    Function<TestHttpClient, TestResponse> prepare(TestServer server, String project) {
      filled(server, project);
      Session session =
          server.upload(project, "a", "v3").file("f", "three").onProbation().start().sendAll();
      return http -> http.as(session.token()).post(session.completeUrl());
    }
  },
  ABORT(5, 403) {
    @Override
    Function<TestHttpClient, TestResponse> prepare(TestServer server, String project) {
      filled(server, project);
      Session session = server.upload(project, "a", "v3").file("f", "three").start().sendAll();
      return http -> http.as(session.token()).post(session.abortUrl());
    }
  },
  APPROVE(7, 400) {
    @Override
    Function<TestHttpClient, TestResponse> prepare(TestServer server, String project) {
      submitted(server, project);
      return http -> http.as(Users.OWNER.token()).post("/probation/approve/" + project + "/a/v3");
    }
  },
  REJECT(7, 400) {
    @Override
    Function<TestHttpClient, TestResponse> prepare(TestServer server, String project) {
      submitted(server, project);
      return http -> http.as(Users.UNTRUSTED.token())
          .post("/probation/reject/" + project + "/a/v3");
    }
  },
  REMOVE_VERSION(8, 200) {
    @Override
    Function<TestHttpClient, TestResponse> prepare(TestServer server, String project) {
      filled(server, project);
      return http -> http.as(Users.ADMIN.token()).delete("/remove/" + project + "/a/v2");
    }
  },
  REMOVE_ASSET(7, 200) {
    @Override
    Function<TestHttpClient, TestResponse> prepare(TestServer server, String project) {
      filled(server, project);
      return http -> http.as(Users.ADMIN.token()).delete("/remove/" + project + "/a");
    }
  },
  REMOVE_PROJECT(6, 200) {
    @Override
    Function<TestHttpClient, TestResponse> prepare(TestServer server, String project) {
      filled(server, project);
      return http -> http.as(Users.ADMIN.token()).delete("/remove/" + project);
    }
  },
  CREATE(8, 400) {
    @Override
    Function<TestHttpClient, TestResponse> prepare(TestServer server, String project) {
      return http -> http.as(Users.ADMIN.token()).post("/create/" + project);
    }
  },
  REFRESH_LATEST(6, 200) {
    @Override
    Function<TestHttpClient, TestResponse> prepare(TestServer server, String project) {
      filled(server, project);
      server.bucket().write(project + "/a/..latest", "{\"version\":\"v1\"}");
      return http -> http.as(Users.ADMIN.token()).post("/refresh/latest/" + project + "/a");
    }
  },
  REFRESH_USAGE(6, 200) {
    @Override
    Function<TestHttpClient, TestResponse> prepare(TestServer server, String project) {
      filled(server, project);
      server.bucket().write(project + "/..usage", "{\"total\":1}");
      return http -> http.as(Users.ADMIN.token()).post("/refresh/usage/" + project);
    }
  };

  private final int writes;
  private final int doneBefore;

  ChangingRequest(int writes, int doneBefore) {
    this.writes = writes;
    this.doneBefore = doneBefore;
  }

  /** Returns the number of writes, including those of the lock. */
  int writes() {
    return writes;
  }

  /** Returns whether a repeated request has this status if the change is done, by this request or an earlier one. */
  boolean isDone(int status) {
    return status == 200 || status == doneBefore;
  }

  /** Returns whether only an unlock ends the started operation, instead of the next request. */
  boolean isEndedByUnlocking() {
    return this == COMPLETE || this == COMPLETE_ON_PROBATION || this == ABORT || this == CREATE
        || this == REMOVE_PROJECT;
  }

  /** Prepares a project and returns the request that changes it. */
  abstract Function<TestHttpClient, TestResponse> prepare(TestServer server, String project);

  private static void filled(TestServer server, String project) {
    server.as(Users.ADMIN)
        .send(
            "POST", "/create/" + project,
            ("{'permissions':{'owners':['olga'],'uploaders':["
                + "{'id':'tina','trusted':true},{'id':'ulf'}]}}").replace('\'', '"'))
        .ok();
    server.upload(project, "a", "v1").file("x", "one").publish();
    server.upload(project, "a", "v2").dedup("x", "one").file("d/y", "two").publish();
  }

  private static void submitted(TestServer server, String project) {
    filled(server, project);
    new TestUpload(server.as(Users.UNTRUSTED), project, "a", "v3").file("f", "three").publish();
  }
}
