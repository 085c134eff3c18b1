package io.gypsum.server.api;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileParts;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonInput;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Route;
import io.gypsum.server.operation.UploadFiles;
import io.gypsum.server.operation.UploadParts;
import org.jspecify.annotations.Nullable;

/** The files of an upload that runs, as wholes and in parts. */
final class UploadFileRoutes {
  private final UploadFiles files;
  private final UploadParts parts;
  private final OwnAddress address;
  private final long maxRequestBytes;

  UploadFileRoutes(
      UploadFiles files, UploadParts parts, OwnAddress address, long maxRequestBytes) {
    this.files = files;
    this.parts = parts;
    this.address = address;
    this.maxRequestBytes = maxRequestBytes;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/upload/presigned-file/{slug}", this::presign),
        Route.put("/upload/content", this::receive),
        Route.get("/upload/parts/{slug}", this::sentParts),
        Route.post("/upload/parts/{slug}", this::join),
        Route.post("/upload/parts/{slug}/{number}", this::presignPart));
  }

  private void presign(Exchange exchange) throws IOException {
    exchange.json(
        files
            .presign(exchange.parameter("slug"), exchange.bearerToken(), address.seenBy(exchange)));
  }

  private void receive(Exchange exchange) throws IOException {
    String ticket = exchange.query("ticket");
    if (ticket == null) {
      throw GypsumException.invalid(
          "query parameter 'ticket' is missing: use the address that upload/presigned-file gave");
    }
    files.receive(ticket, exchange.header("Content-MD5"), exchange.bodyLength(), exchange.body());
    exchange.empty();
  }

  private void sentParts(Exchange exchange) throws IOException {
    exchange.json(parts.sent(exchange.parameter("slug"), exchange.bearerToken()));
  }

  private void presignPart(Exchange exchange) throws IOException {
    String token = exchange.bearerToken();
    int number = number(exchange);
    Md5 md5 = exchange.json(maxRequestBytes, UploadFileRoutes::readMd5);
    exchange.json(
        parts
            .presign(exchange.parameter("slug"), number, md5, token, address.seenBy(exchange)));
  }

  private void join(Exchange exchange) throws IOException {
    boolean joined = parts.join(exchange.parameter("slug"), exchange.bearerToken());
    exchange.json(out -> {
      out.writeStartObject();
      out.writeBooleanProperty("joined", joined);
      out.writeEndObject();
    });
  }

  private static Md5 readMd5(JsonInput in) {
    @Nullable Md5 md5 = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "md5sum" -> md5 = Md5.parse(in.string());
        default -> in.skip();
      }
    }
    return in.required(md5, "md5sum");
  }

  private static int number(Exchange exchange) {
    String text = exchange.parameter("number");
    if (!text.matches("[0-9]{1,5}")) {
      throw GypsumException
          .invalid("'" + text + "' is no number of a part: expected 1 to " + FileParts.MOST);
    }
    return Integer.parseInt(text);
  }
}
