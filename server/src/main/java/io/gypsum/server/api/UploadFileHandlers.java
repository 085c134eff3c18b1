package io.gypsum.server.api;

import java.io.IOException;
import java.net.URI;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.document.FileParts;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.server.http.Claimant;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.operation.Environment;
import io.gypsum.server.operation.UploadBundles;
import io.gypsum.server.operation.UploadFiles;
import io.gypsum.server.operation.UploadParts;
import io.gypsum.server.operation.UploadUrls;
import io.gypsum.server.operation.UploadUrls.Destination.Reach;
import org.jspecify.annotations.Nullable;

/** Receives the files of a running upload, whole, in bundles or in parts. One method per route. */
public final class UploadFileHandlers {
  private static final String TOKEN = "slug";
  /** Several times the size of a request; no token is checked before it is read. */
  private static final long MAX_PART_REQUEST_BYTES = 4096;
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])(:[0-9]{1,5})?");

  /** The body of the request for the URL of a part. */
  private static final RecordCodec<Md5> PART_REQUEST =
      RecordCodec.of(
          Property.required("md5sum", JsonType.STRING.as(Md5::parse, Md5::toString), md5 -> md5),
          md5 -> md5);

  private final UploadFiles files;
  private final UploadBundles bundles;
  private final UploadParts parts;
  private final @Nullable URI publicUrl;

  /**
   * @param parts closed by the caller
   * @param publicUrl the URL at which clients reach this server, without a trailing slash; null for the URL that
   *     each client used
   */
  public UploadFileHandlers(
      Environment env, UploadUrls urls, UploadParts parts, @Nullable URI publicUrl) {
    this.files = new UploadFiles(env, urls);
    this.bundles = new UploadBundles(env, urls);
    this.parts = parts;
    this.publicUrl = publicUrl;
  }

  public void presignFile(Exchange exchange) throws IOException {
    exchange.sendJson(
        files.presign(
            exchange.pathParameter(TOKEN), exchange.bearerToken(), destination(exchange)));
  }

  public void receiveFile(Exchange exchange) throws IOException {
    String ticket = exchange.queryParameter("ticket");
    if (ticket == null) {
      throw GypsumException.invalid(
          "query parameter 'ticket' is missing: use the URL returned by upload/presigned-file");
    }
    exchange.setClaimant(Claimant.ofSession(files.sessionOfPut(ticket)));
    files.receive(ticket, exchange.header("Content-MD5"), exchange.bodyLength(), exchange.body());
    exchange.sendEmpty();
  }

  public void receiveBundle(Exchange exchange) throws IOException {
    String sessionToken = exchange.bearerToken();
    String bundleToken = exchange.pathParameter(TOKEN);
    long bodyBytes = exchange.bodyLength();
    String session = bundles.requireAdmissible(bundleToken, sessionToken, bodyBytes);
    exchange.setClaimant(Claimant.ofSession(session));
    if (bundles.isStagedTogether()) {
      // The share of memory is that of the user, whatever the number of the user's sessions.
      exchange
          .setClaimant(Claimant.ofUser(bundles.requireUploader(bundleToken, sessionToken)));
      exchange.reserveBodyMemory();
    }
    exchange.sendJson(bundles.receive(bundleToken, sessionToken, bodyBytes, exchange.body()));
  }

  public void listParts(Exchange exchange) throws IOException {
    exchange.sendJson(parts.sent(exchange.pathParameter(TOKEN), exchange.bearerToken()));
  }

  public void presignPart(Exchange exchange) throws IOException {
    int number = partNumber(exchange.pathParameter("number"));
    files.sessionOf(exchange.pathParameter(TOKEN))
        .ifPresent(session -> exchange.setClaimant(Claimant.ofSession(session)));
    Md5 md5 = exchange.readJson(MAX_PART_REQUEST_BYTES, PART_REQUEST::read);
    exchange.sendJson(
        parts.presign(
            exchange.pathParameter(TOKEN), number, md5, exchange.bearerToken(),
            destination(exchange)));
  }

  public void joinParts(Exchange exchange) throws IOException {
    boolean joined = parts.join(exchange.pathParameter(TOKEN), exchange.bearerToken());
    exchange.sendJson(out -> {
      out.writeStartObject();
      out.writeBooleanProperty("joined", joined);
      out.writeEndObject();
    });
  }

  /** Where the URL may lead: with {@code direct=no}, only to this server, whatever its settings. */
  private UploadUrls.Destination destination(Exchange exchange) {
    String direct = exchange.queryParameter("direct");
    if (direct != null && !direct.equals("no")) {
      throw GypsumException.invalid(
          "invalid query parameter direct '" + Printable.value(direct) + "': expected 'no'");
    }
    return new UploadUrls.Destination(
        serverUrl(exchange), direct == null ? Reach.SERVER_AND_STORE : Reach.SERVER_ONLY);
  }

  private static int partNumber(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      throw GypsumException.invalid(
          "invalid part number '" + text + "': expected 1 to " + FileParts.MAX_PARTS);
    }
    return Integer.parseInt(text);
  }

  /**
   * Returns where the client reaches this server, without a trailing slash. The {@code Host} header can only mislead the
   * client that sends it.
   */
  private URI serverUrl(Exchange exchange) {
    if (publicUrl != null) {
      return publicUrl;
    }
    String host = exchange.header("Host");
    if (host == null || !HOST.matcher(host).matches()) {
      throw GypsumException.invalid(
          "header Host is missing or invalid: it is required to build the upload URL");
    }
    return URI.create("http://" + host);
  }
}
