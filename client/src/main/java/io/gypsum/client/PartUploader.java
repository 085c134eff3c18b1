package io.gypsum.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.gypsum.client.FileRangeUploader.FileRange;
import io.gypsum.client.FileRangeUploader.PresignedUrl;
import io.gypsum.client.UploadSession.FileToSend;
import io.gypsum.client.UploadSession.PartsAddress;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.document.FileParts;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.retry.CallKind;

/**
 * Uploads one large file in parts. Each part is uploaded, checked and retried separately, so that an interrupted upload
 * continues with the missing parts. Thread-safe.
 */
final class PartUploader {
  private final HttpTransport http;
  private final ServerUrl server;
  private final BearerToken token;
  private final FileRangeUploader ranges;
  private final PartsAddress address;
  private final FileParts parts;
  private final Path localFile;
  private final String name;

  /**
   * @param file must have parts
   * @param name the name of the file, for messages
   */
  PartUploader(
      HttpTransport http, ServerUrl server, BearerToken token, FileRangeUploader ranges,
      FileToSend file, Path localFile, String name) {
    this.http = http;
    this.server = server;
    this.token = token;
    this.ranges = ranges;
    this.address = Objects.requireNonNull(file.parts());
    this.parts = new FileParts(file.sizeBytes(), address.partBytes());
    this.localFile = localFile;
    this.name = name;
  }

  /** Returns the numbers of the parts that the server does not have; empty if it already has the whole file. */
  List<Integer> missing() {
    String action = "list the uploaded parts of " + name;
    Set<Integer> uploaded =
        http.sendForJson(
            ClientRequest.authorized(action, "GET", server.resolve(action, address.path()), token),
            CallKind.READ, this::readUploaded);
    List<Integer> missing = new ArrayList<>();
    for (int number = 1; number <= parts.count(); number++) {
      if (!uploaded.contains(number)) {
        missing.add(number);
      }
    }
    return missing;
  }

  long sizeBytes(int number) {
    return parts.sizeBytes(number);
  }

  /** Uploads one part. Each attempt requests a new URL, since the previous one may have expired. */
  void upload(int number) {
    String action = "upload part " + number + " of " + name;
    FileRange range =
        new FileRange(
            localFile, parts.sizeBytes(), parts.offset(number), parts.sizeBytes(number));
    Md5 md5 = ranges.md5(range);
    JsonWritable body = out -> {
      out.writeStartObject();
      out.writeStringProperty("md5sum", md5.toString());
      out.writeEndObject();
    };
    String path = address.path() + "/" + number;
    http.retry(() -> {
      PresignedUrl url =
          http.sendOnce(
              ClientRequest.authorized(action, "POST", server.resolve(action, path), token, body),
              HttpTransport.json(PresignedUrl::read));
      ranges.upload(action, range, url);
      return url;
    });
  }

  /**
   * Makes the server join the parts, which takes several requests for a large file. All requests together are retried as
   * often as a single one, so that the loop ends if the server never succeeds.
   */
  void join() {
    String action = "join the parts of " + name;
    ClientRequest request =
        ClientRequest.authorized(action, "POST", server.resolve(action, address.path()), token);
    http.retry(() -> {
      boolean joined = false;
      while (!joined) {
        joined = http.sendOnce(request, HttpTransport.json(PartUploader::readJoined));
      }
      return joined;
    });
  }

  private Set<Integer> readUploaded(JsonInput in) {
    Set<Integer> uploaded = new HashSet<>();
    in.beginObject();
    for (String field = in.nextName(); field != null; field = in.nextName()) {
      switch (field) {
        case "in_place" -> {
          if (in.bool()) {
            for (int number = 1; number <= parts.count(); number++) {
              uploaded.add(number);
            }
          }
        }
        case "parts" -> uploaded.addAll(in.array(PartUploader::readNumber));
        default -> in.skip();
      }
    }
    return uploaded;
  }

  private static Integer readNumber(JsonInput in) {
    return (int) Math.min(
        Integer.MAX_VALUE, in.requiredProperty("number", JsonInput::wholeNumber));
  }

  private static boolean readJoined(JsonInput in) {
    return in.requiredProperty("joined", JsonInput::bool);
  }
}
