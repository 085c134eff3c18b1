package io.gypsum.server.page;

import java.io.IOException;
import java.util.List;

import io.gypsum.server.api.OpenApiHandler;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.page.openapi.ApiDescription;
import io.gypsum.server.page.openapi.ApiReader;
import io.gypsum.server.page.template.JteapiGenerated;
import org.jspecify.annotations.Nullable;

/** {@code GET /api}: the routes of the API, from the OpenAPI document that the server publishes. */
public final class ApiPage implements Handler {
  private final Site site;
  /** Read once. Null before the first request, since the URL of the server is not known before. */
  private volatile @Nullable ApiDescription description;

  ApiPage(Site site) {
    this.site = site;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    ApiDescription known = description;
    if (known == null) {
      String server = site.urls().absolute(site.urls().publicPath());
      known = ApiReader.read(OpenApiHandler.document(), server, CodeText::shell);
      description = known;
    }
    ApiDescription view = known;
    String jsonUrl = site.urls().path("openapi.json");
    Page page =
        Page.of(site, exchange, "API")
            .withJson(jsonUrl)
            .withCommands(
                List.of(
                    new Page.CommandExample(
                        "OpenAPI document",
                        "curl " + CodeText.shell(site.urls().absolute(jsonUrl)))));
    PageRenderer.send(exchange, out -> JteapiGenerated.render(out, null, page, view));
  }
}
