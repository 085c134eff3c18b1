package io.gypsum.e2e.contract;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class CreateTest {
  private final TestServer server;
  private final String project = TestServer.newName();

  CreateTest(TestServer server) {
    this.server = server;
  }

  private TestResponse create(String body) {
    return server.as(Users.ADMIN).send("POST", "/create/" + project, body.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{'unknown':[1]}", "{'permissions':{},'quota':{}}"})
  void aProjectHasNoUsersAndTheDefaultQuotaByDefault(String body) {
    int year = LocalDate.now(ZoneOffset.UTC).getYear();

    create(body).empty();

    assertThat(server.bucket().contents(project + "/")).isEqualTo(
        Map.of(
            project + "/..permissions", "{\"owners\":[],\"uploaders\":[]}",
            project + "/..quota",
            "{\"baseline\":10000000000,\"growth_rate\":20000000000,\"year\":" + year + "}",
            project + "/..usage", "{\"total\":0}"));
  }

  @Test
  void givenQuotaPropertiesReplaceTheDefaults() {
    create("{'quota':{'growth_rate':5}}").empty();

    assertThat(server.bucket().object(project + "/..quota"))
        .containsEntry("baseline", 10_000_000_000L)
        .containsEntry("growth_rate", 5L);
  }

  @Test
  void permissionsKeepTheirOrderAndProperties() {
    String permissions =
        "{'owners':['b','a'],'uploaders':[{'id':'z','asset':'x','version':'v',"
            + "'until':'2099-01-01T00:00:00Z','trusted':false},{'id':'y','trusted':true}]}";

    create("{'permissions':" + permissions + "}").empty();

    assertThat(server.bucket().json(project + "/..permissions")).isEqualTo(Json.of(permissions));
  }

  @Test
  void uploadersMayBeOmitted() {
    create("{'permissions':{'owners':['a']}}").empty();

    assertThat(server.bucket().json(project + "/..permissions"))
        .isEqualTo(Json.of("{'owners':['a'],'uploaders':[]}"));
  }

  @Test
  void numbersAreReadInEveryFormAndWrittenAsIntegers() {
    create("{'quota':{'baseline':1e12,'growth_rate':2.5E+3,'year':2020.0}}").empty();

    assertThat(server.bucket().contents(project + "/")).containsEntry(
        project + "/..quota", "{\"baseline\":1000000000000,\"growth_rate\":2500,\"year\":2020}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "{'permissions':[]}                           | permissions",
      "{'permissions':{'owners':'a'}}               | owners",
      "{'permissions':{'owners':[1]}}               | owners",
      "{'permissions':{'uploaders':{}}}             | uploaders",
      "{'permissions':{'uploaders':[{}]}}           | id",
      "{'permissions':{'uploaders':[{'id':1}]}}     | id",
      "{'permissions':null}                         | permissions",
      "{'permissions':{'owners':null}}              | owners",
      "{'permissions':{'uploaders':[{'id':'a','version':null}]}} | version",
      "{'quota':null}                               | quota",
      "{'quota':3}                                  | quota",
      "{'quota':{'baseline':'many'}}                | baseline",
      "{'quota':{'baseline':-1}}                    | baseline",
      "{'quota':{'growth_rate':-0.5}}               | growth_rate",
      "{'quota':{'year':null}}                      | year",
      "{'quota':{'year':2020.5}}                    | year",
      "[]                                           | object",
      "nonsense                                     | JSON",
      "{                                            | JSON"})
  void aBodyOfTheWrongShapeIs400NamingTheProperty(String body, String named) {
    create(body).refused(400, named);

    assertThat(server.bucket().has(project)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..", "..a", "...", ".", "%2E%2E", "a%2Fb", "%2F", "a%5Cb", "%00", "a%0Ab",
          "%C2%85", "a%7F"})
  void aBadNameIs400(String name) {
    server.as(Users.ADMIN).send("POST", "/create/" + name, "").refused(400);
  }

  @Test
  void aNameThatIsTooLongForTheStoreIs400() {
    String name = "x".repeat(TestStore.isS3() ? 1010 : 256);
    server.as(Users.ADMIN)
        .post(TestHttpClient.path("create", name))
        .refused(400, TestStore.limit());
    server.as(Users.ADMIN).post(TestHttpClient.path("create", "x".repeat(1025))).refused(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "ä漢😀", ".hidden", "a..b", "a+b&c=d?e#f;g", "100%", "%2F", "-", "*"})
  void otherNamesAreValid(String name) {
    String unique = name + project;

    server.as(Users.ADMIN).post(TestHttpClient.path("create", unique)).empty();

    assertThat(server.bucket().has(unique + "/..permissions")).isTrue();
  }

  @Test
  void namesInDifferentNormalizationFormsAreDifferent() {
    server.as(Users.ADMIN).post(TestHttpClient.path("create", project + "\u00e9")).ok();
    server.as(Users.ADMIN).post(TestHttpClient.path("create", project + "e\u0301")).ok();

    assertThat(server.bucket().has(project + "\u00e9/..usage")).isTrue();
    assertThat(server.bucket().has(project + "e\u0301/..usage")).isTrue();
  }

  @Test
  void anExistingProjectIs400AndUnchanged() {
    create("{'quota':{'baseline':7}}").empty();
    Map<String, String> before = server.bucket().fingerprint(project + "/");

    create("").refused(400, project, "exists");

    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(before);
  }
}
