package io.gypsum.e2e.contract;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class PermissionsTest {
  private final TestServer server;
  private final String project;

  PermissionsTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  private TestResponse set(Users user, String body) {
    return server.as(user).send("PUT", "/permissions/" + project, body.replace('\'', '"'));
  }

  private Object stored() {
    return server.bucket().json(project + "/..permissions");
  }

  @ParameterizedTest
  @EnumSource(names = {"OWNER", "ADMIN", "ORG_ADMIN"})
  void ownersAndAdministratorsReplaceTheGivenProperties(Users user) {
    set(user, "{'owners':['olga','x'],'uploaders':[]}").empty();

    assertThat(stored()).isEqualTo(Json.of("{'owners':['olga','x'],'uploaders':[]}"));
  }

  @Test
  void omittedPropertiesAreKept() {
    set(Users.OWNER, "{'uploaders':[{'id':'u'}]}").empty();
    set(Users.OWNER, "{'owners':['olga','y']}").empty();
    set(Users.OWNER, "{'nothing':'known'}").empty();
    set(Users.OWNER, "{}").empty();

    assertThat(stored()).isEqualTo(Json.of("{'owners':['olga','y'],'uploaders':[{'id':'u'}]}"));
  }

  @Test
  void anOrganizationMayBeAnOwner() {
    set(Users.OWNER, "{'owners':['lab']}").empty();

    set(Users.MEMBER, "{'owners':[]}").empty();

    assertThat(stored()).extracting("owners").isEqualTo(Json.of("[]"));
  }

  @Test
  void aRemovedOwnerIsRefusedAtOnce() {
    set(Users.OWNER, "{'owners':[]}").empty();

    set(Users.OWNER, "{'owners':['olga']}").refused(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2030-01-31T12:00:00Z", "2030-01-31t12:00:00z", "2030-01-31 12:00:00Z",
      "2030-01-31T12:00:00.123456789Z", "2030-01-31T14:00:00+02:00", "2030-01-31T12:00:00-00:00"})
  void untilAcceptsEveryFormOfRfc3339(String until) {
    set(Users.OWNER, "{'uploaders':[{'id':'u','until':'" + until + "'}]}").empty();
  }

  @Test
  void untilWithoutAnOffsetIsStoredInUtc() {
    set(Users.OWNER, "{'uploaders':[{'id':'u','until':'2031-01-01T00:00:00'}]}").empty();

    assertThat(stored()).isEqualTo(
        Json.of("{'owners':['olga'],'uploaders':[{'id':'u','until':'2031-01-01T00:00:00Z'}]}"));
  }

  @Test
  void aStoredEntryWithNullMayBeSentBackAndGrantsNothing() {
    String odd = "{'id':'ulf','version':null,'x':1}";
    server.bucket()
        .write(
            project + "/..permissions",
            ("{'owners':['olga'],'uploaders':[" + odd + "]}").replace('\'', '"'));

    set(Users.OWNER, "{'uploaders':[" + odd + ",{'id':'u'}]}").empty();

    assertThat(stored())
        .isEqualTo(Json.of("{'owners':['olga'],'uploaders':[" + odd + ",{'id':'u'}]}"));
    new TestUpload(server.as(Users.UNTRUSTED), project, "a", "v1").tryStart().refused(403, "ulf");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "[]                                                          | object",
      "'x'                                                         | object",
      "null                                                        | object",
      "                                                            | JSON",
      "{'owners':['a'],}                                           | JSON",
      "{'owners':{}}                                               | owners",
      "{'owners':[['a']]}                                          | owners",
      "{'uploaders':['a']}                                         | uploaders",
      "{'uploaders':[{'asset':'a'}]}                               | id",
      "{'uploaders':[{'id':'a','asset':1}]}                        | asset",
      "{'uploaders':[{'id':'a','version':true}]}                   | version",
      "{'uploaders':[{'id':'a','trusted':'yes'}]}                  | trusted",
      "{'uploaders':[{'id':'a','trusted':1}]}                      | trusted",
      "{'uploaders':[{'id':'a','until':5}]}                        | until",
      "{'uploaders':[{'id':'a','until':'tomorrow'}]}               | until",
      "{'uploaders':[{'id':'a','until':'2030-01-31'}]}             | until",
      "{'uploaders':[{'id':'a','until':'2030-01-31T12:00Z'}]}      | until",
      "{'owners':null}                                             | owners",
      "{'owners':['a',null]}                                       | owners",
      "{'uploaders':null}                                          | uploaders",
      "{'uploaders':[null]}                                        | uploaders",
      "{'uploaders':[{'id':null}]}                                 | id",
      "{'uploaders':[{'id':'a','asset':null}]}                     | asset",
      "{'uploaders':[{'id':'a','version':null}]}                   | version",
      "{'uploaders':[{'id':'a','until':null}]}                     | until",
      "{'uploaders':[{'id':'a','trusted':null}]}                   | trusted",
      "{'uploaders':[{'id':'a','until':'2030-02-30T12:00:00Z'}]}   | until",
      "{'owners':['olga','']}                                      | /owners/1",
      "{'owners':['a\\u001b[31m']}                                 | found 'a\\u001b[31m'",
      "{'uploaders':[{'id':'a\\u202eb'}]}                          | /uploaders/0/id"})
  void aBodyOfTheWrongShapeIs400NamingThePropertyAndChangesNothing(String body, String named) {
    Object before = stored();

    set(Users.OWNER, body == null ? "" : body).refused(400, named);

    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void theProjectIsCheckedBeforeTheRoleAndTheRoleBeforeTheBody() {
    server.anonymous().send("PUT", "/permissions/none", "bad").refused(401);
    server.as(Users.STRANGER).send("PUT", "/permissions/none", "bad").refused(404, "none");
    set(Users.STRANGER, "bad").refused(403);
    set(Users.OWNER, "bad").refused(400);
  }

  @Test
  void aMissingProjectIs404ForAdministrators() {
    server.as(Users.ADMIN).send("PUT", "/permissions/none", "{}").refused(404, "none");
  }
}
