package io.gypsum.server.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.page.openapi.ApiReader;
import io.gypsum.store.memory.MemoryStore;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class ApiPageTest {
  private PageServer server;

  @BeforeEach
  void start() throws IOException {
    server = PageServer.start(new MemoryStore());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Document page() throws IOException {
    Answer answer = server.get("/api", PageServer.BROWSER);
    assertThat(answer.status()).isEqualTo(200);
    return Jsoup.parse(answer.text());
  }

  private static Element operation(Document page, String id) {
    return page.getElementById(id).closest("article");
  }

  @Test
  void routesHaveParametersBodiesResponsesAndAnExample() throws IOException {
    Element start = operation(page(), "startUpload");

    assertThat(start.select(".route").text())
        .isEqualTo("POST /upload/start/{project}/{asset}/{version}");
    assertThat(start.text()).contains("Requires an access token.");
    assertThat(start.select("table").first().select("tbody code").eachText())
        .containsExactly("project", "asset", "version");
    assertThat(start.select("h4 + p a").attr("href")).isEqualTo("#schema-UploadRequest");
    assertThat(start.select("details th[scope=row]").eachText()).contains("200", "507");
    assertThat(start.select("pre").first().wholeText())
        .isEqualTo(
            """
                curl -X POST \\
                  -H "Authorization: Bearer $GYPSUM_TOKEN" \\
                  --json '{"files":[{"type":"simple","path":"…","size":0,"md5sum":"…"}]}' \\
                  http://test.example/upload/start/my-project/my-asset/v1""");
  }

  @Test
  void everyLinkOnThePageHasATarget() throws IOException {
    Document page = page();
    List<String> broken = new ArrayList<>();
    for (Element link : page.select("main a[href^=#]")) {
      if (page.getElementById(link.attr("href").substring(1)) == null) {
        broken.add(link.attr("href"));
      }
    }
    assertThat(broken).isEmpty();
    assertThat(page.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
  }

  @Test
  void everyRouteOfTheDocumentIsOnThePage() throws IOException {
    Document page = page();
    String routes =
        page.select(".operation .route").eachText().stream().collect(Collectors.joining("\n"));
    assertThat(routes).contains("GET /search", "PUT /upload/content", "DELETE /remove/{project}");
    assertThat(page.select(".operation")).hasSameSizeAs(page.select(".api > aside li"));
    assertThat(page.select(".site-footer a").first().attr("href")).isEqualTo("/openapi.json");
  }

  @Test
  void textsOfTheDocumentAreEscapedAndMarkCode() {
    String document =
        """
            {"info":{"description":"Use `<b>` & more"},"tags":[],"paths":{"/x/{n}":{"put":{
             "operationId":"x","summary":"<i>","tags":["T"],"security":[{"session":[]}],
             "parameters":[{"name":"n","in":"path","required":true,"schema":{"type":["string","null"]}},
              {"name":"q","in":"query","required":true,"schema":{"enum":["a","b"]}}],
             "requestBody":{"content":{"*/*":{}}},"responses":{}}}},"components":{}}""";
    var api = ApiReader.read(document.getBytes(UTF_8), "https://x.org/sub", CodeText::shell);

    assertThat(api.description().parts())
        .extracting(part -> part.text() + part.isCode())
        .containsExactly("Use false", "<b>true", " & morefalse");
    var operation = api.groups().get(0).operations().get(0);
    assertThat(operation.details().parameters())
        .extracting(parameter -> parameter.type().text())
        .containsExactly("string or null", "'a' or 'b'");
    assertThat(operation.curl())
        .isEqualTo(
            "curl -X PUT \\\n  -H \"Authorization: Bearer $SESSION_TOKEN\" \\\n"
                + "  --data-binary @FILE \\\n  'https://x.org/sub/x/n?q=mouse%20brain'");
  }
}
