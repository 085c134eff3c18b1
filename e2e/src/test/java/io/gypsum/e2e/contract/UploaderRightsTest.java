package io.gypsum.e2e.contract;

import java.util.Map;

import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The rights that entries of {@code uploaders} grant to user {@code mia} of {@code lab} for {@code asset/v1}. */
@ExtendWith(SharedServer.class)
class UploaderRightsTest {
  private final TestServer server;
  private final String project = TestServer.newName();

  UploaderRightsTest(TestServer server) {
    this.server = server;
  }

  private void create(String permissions) {
    server.as(Users.ADMIN)
        .post(
            TestHttpClient.path("create", project),
            Json.object("permissions", Json.of(permissions)))
        .ok();
  }

  private TestUpload upload(Users user) {
    return new TestUpload(server.as(user), project, "asset", "v1");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "[{'id':'mia','trusted':true}]                                        | trusted",
      "[{'id':'lab','trusted':true}]                                        | trusted",
      "[{'id':'mia'}]                                                       | untrusted",
      "[{'id':'mia','trusted':false}]                                       | untrusted",
      "[{'id':'lab'}]                                                       | untrusted",
      "[{'id':'Mia'}]                                                       | refused",
      "[]                                                                   | refused",
      "[{'id':'mia','asset':'asset'}]                                       | untrusted",
      "[{'id':'mia','asset':'other'}]                                       | refused",
      "[{'id':'mia','asset':'asset','version':'v1','trusted':true}]         | trusted",
      "[{'id':'mia','version':'v1'}]                                        | untrusted",
      "[{'id':'mia','version':'v2'}]                                        | refused",
      "[{'id':'mia','asset':'asset','version':'v2'}]                        | refused",
      "[{'id':'mia','until':'2099-01-01T00:00:00Z'}]                        | untrusted",
      "[{'id':'mia','until':'2099-01-01T00:00:00.5+14:00','trusted':true}]  | trusted",
      "[{'id':'mia','until':'2001-01-01T00:00:00Z'}]                        | refused",
      "[{'id':'mia','until':'2001-01-01t00:00:00.123-11:00'}]               | refused",
      "[{'id':'mia'},{'id':'lab','trusted':true}]                           | trusted",
      "[{'id':'lab','trusted':true},{'id':'mia','trusted':false}]           | trusted",
      "[{'id':'mia','asset':'other','trusted':true},{'id':'lab'}]           | untrusted",
      "[{'id':'mia','until':'2001-01-01T00:00:00Z','trusted':true},{'id':'mia'}] | untrusted"})
  void anyMatchingEntryGrantsTheRightAndAnyTrustedOneTrust(String uploaders, String expected) {
    create("{'uploaders':" + uploaders + "}");

    TestResponse response = upload(Users.MEMBER).file("a", "a").tryStart();

    if (expected.equals("refused")) {
      response.refused(403, "mia");
      assertThat(server.bucket().has(project + "/..LOCK")).isFalse();
    } else {
      response.ok();
      Map<String, Object> summary = server.bucket().object(project + "/asset/v1/..summary");
      assertThat(summary).containsEntry("on_probation", expected.equals("untrusted"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OWNER", "ADMIN", "ORG_ADMIN"})
  void ownersAndAdministratorsAreTrusted(Users user) {
    create("{'owners':['olga'],'uploaders':[{'id':'" + user.login() + "'}]}");

    upload(user).file("a", "a").publish();

    assertThat(server.bucket().object(project + "/asset/v1/..summary"))
        .doesNotContainKey("on_probation");
  }

  @Test
  void anUntrustedUploadIsAlwaysOnProbation() {
    create("{'uploaders':[{'id':'mia'}]}");

    upload(Users.MEMBER).file("a", "a").publish();

    assertThat(server.bucket().object(project + "/asset/v1/..summary"))
        .containsEntry("on_probation", true);
  }

  @Test
  void anUploaderWhoIsRemovedDuringAnUploadCannotPublish() {
    create("{'uploaders':[{'id':'mia','trusted':true}]}");
    TestUpload.Session session = upload(Users.MEMBER).file("a", "a").start().sendAll();
    server.as(Users.ADMIN)
        .put(TestHttpClient.path("permissions", project), Json.of("{'uploaders':[]}"))
        .ok();

    session.complete().refused(403, "mia", "may no longer upload", "aborted");

    assertThat(server.bucket().has(project + "/asset/v1/..summary")).isFalse();
    assertThat(server.bucket().has(project + "/..LOCK")).isFalse();
  }

  @Test
  void anAccountThatIsRemovedDuringAnUploadCannotContinue() {
    String token =
        GypsumCommand.run(
            "account", "add", "rita", "--org", "lab", "--data", server.data().toString())
            .ok()
            .output()
            .strip();
    create("{'uploaders':[{'id':'lab','trusted':true}]}");
    TestUpload.Session session =
        new TestUpload(server.anonymous().as(token), project, "asset", "v1")
            .file("a", "a")
            .file("b", "b")
            .start()
            .send("a");
    GypsumCommand.run("account", "remove", "rita", "--data", server.data().toString()).ok();

    session.presign("b").refused(403, "rita", "the account was removed", "aborted");

    session.complete().refused(403, "rita", "the account was removed");
    assertThat(server.bucket().has(project + "/asset/v1/..summary")).isFalse();
    assertThat(server.bucket().has(project + "/..LOCK")).isFalse();
  }

  @Test
  void aTrustedUploadIsOnProbationOnRequest() {
    create("{'uploaders':[{'id':'mia','trusted':true}]}");

    upload(Users.MEMBER).file("a", "a").onProbation().publish();

    assertThat(server.bucket().object(project + "/asset/v1/..summary"))
        .containsEntry("on_probation", true);
  }
}
