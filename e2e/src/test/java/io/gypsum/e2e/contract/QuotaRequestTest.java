package io.gypsum.e2e.contract;

import java.time.LocalDate;
import java.time.ZoneOffset;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class QuotaRequestTest {
  private final TestServer server;
  private final String project;

  QuotaRequestTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  private TestResponse set(String body) {
    return server.as(Users.ADMIN).send("PUT", "/quota/" + project, body.replace('\'', '"'));
  }

  private Object stored() {
    return server.bucket().json(project + "/..quota");
  }

  @Test
  void givenPropertiesAreReplacedAndOthersAreKept() {
    set("{'baseline':1,'growth_rate':2,'year':2003}").empty();
    set("{'growth_rate':5}").empty();
    set("{'other':'x'}").empty();

    assertThat(stored()).isEqualTo(Json.of("{'baseline':1,'growth_rate':5,'year':2003}"));
  }

  @Test
  void numbersAreWrittenAsIntegers() {
    set("{'baseline':1.5e14,'growth_rate':1E1,'year':2.02e3}").empty();

    assertThat(server.bucket().contents(project + "/")).containsEntry(
        project + "/..quota", "{\"baseline\":150000000000000,\"growth_rate\":10,\"year\":2020}");
  }

  @Test
  void fractionsAreKept() {
    set("{'baseline':10.5,'growth_rate':1100000000.0000002,'year':2003}").empty();

    assertThat(server.bucket().contents(project + "/")).containsEntry(
        project + "/..quota",
        "{\"baseline\":10.5,\"growth_rate\":1100000000.0000002,\"year\":2003}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "{'baseline':'1'}     | baseline",
      "{'baseline':-1}      | baseline",
      "{'baseline':[1]}     | baseline",
      "{'baseline':null}    | baseline",
      "{'baseline':1e400}   | baseline",
      "{'baseline':1e30}    | baseline",
      "{'growth_rate':-1}   | growth_rate",
      "{'growth_rate':true} | growth_rate",
      "{'growth_rate':null} | growth_rate",
      "{'year':null}        | year",
      "{'year':-1}          | year",
      "{'year':'2020'}      | year",
      "{'year':NaN}         | JSON",
      "7                    | object",
      "                     | JSON"})
  void invalidNumbersAre400AndChangeNothing(String body, String named) {
    Object before = stored();

    set(body == null ? "" : body).refused(400, named);

    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void aMissingProjectIs400() {
    server.as(Users.ADMIN).send("PUT", "/quota/none", "{}").refused(400, "none");
  }

  @Test
  void anUploadMayFillTheQuotaExactlyButNotExceedIt() {
    set("{'baseline':10,'growth_rate':0}").empty();

    server.upload(project, "a", "v1").file("x", "12345678901").tryStart().refused(400, "11", "10");
    server.upload(project, "a", "v1")
        .file("x", "123456")
        .file("y", "78901")
        .tryStart()
        .refused(400);
    server.upload(project, "a", "v1").file("x", "1234567890").publish();

    server.upload(project, "a", "v2").file("x", "1").tryStart().refused(400);
    server.upload(project, "a", "v2").file("x", "").publish();
  }

  @Test
  void theQuotaGrowsByYear() {
    int year = LocalDate.now(ZoneOffset.UTC).getYear();
    set("{'baseline':1,'growth_rate':3,'year':" + (year - 3) + "}").empty();

    server.upload(project, "a", "v1").file("x", "12345678901").tryStart().refused(400);
    server.upload(project, "a", "v1").file("x", "1234567890").publish();
  }

  @Test
  void aFutureYearReducesTheQuota() {
    int year = LocalDate.now(ZoneOffset.UTC).getYear();
    set("{'baseline':10,'growth_rate':3,'year':" + (year + 2) + "}").empty();

    server.upload(project, "a", "v1").file("x", "12345").tryStart().refused(400);
    server.upload(project, "a", "v1").file("x", "1234").publish();
  }

  @Test
  void linksDoNotCount() {
    set("{'baseline':10,'growth_rate':0}").empty();
    server.upload(project, "a", "v1").file("x", "1234567890").publish();

    server.upload(project, "a", "v2")
        .dedup("x", "1234567890")
        .link("y", project, "a", "v1", "x")
        .publish();

    assertThat(server.bucket().json(project + "/..usage")).isEqualTo(Json.of("{'total':10}"));
  }

  @Test
  void anUploadRefusedForTheQuotaLeavesNothing() {
    set("{'baseline':0,'growth_rate':0}").empty();

    server.upload(project, "a", "v1").file("x", "1").tryStart().refused(400);

    assertThat(server.bucket().keys(project + "/")).containsExactly(
        project + "/..permissions", project + "/..quota", project + "/..usage");
  }
}
